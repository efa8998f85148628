"""The monthly ranking of units (办理排行): drafted, objected to, published, corrected. Pure: no I/O, no clock."""
