"""Feature stories (优秀典型): what a unit did well, told to everybody. Pure: no I/O, no clock."""
