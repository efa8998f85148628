"""What to try once the demo is there."""

from __future__ import annotations

from typing import Final

from casebook.demo.plan import FIRST_DAY, GOLDEN_CLOSURE, LAST_DAY

_STORY: Final = """\
casebook 已就绪 / casebook is up: {base}

演示账本：{first} 至 {last}，人物均为虚构。
The demo ledger: {first} to {last}; the people are invented.

  {base}/
      公开诉求与统计 / the public register and the figures
  {base}/tallies?as_of={last}
      受理、办结统计 / the newspaper's figures, rebuilt from events
  {base}/staff
      工作人员待办，用下列账号登录 / what waits for staff; sign in with an account from below
  {base}/api/v1/rankings
      办理排行 / the rankings that were published, with all they rest on
  {base}/status
      账本与读模型 / the ledger and its read models
  {base}/openapi.json
      接口说明 / every route

  casebook tally --as-of {last} --by category
      分类统计 / the figures by category
  casebook history --closure {closure}
      第 {closure} 件办结：土产巷 / the {closure}th closed: Tuchan lane
  casebook inbox --role desk
      热线办下一步 / what the desk should do next
  casebook compare
      在旁重建全部读模型并比较 / rebuild every read model aside and compare

按 Ctrl-C 结束。 / Ctrl-C ends it.
"""


def what_to_try(address: str) -> str:
    """A few lines in both languages: what to look at, at this address, and what to type in another terminal."""
    return _STORY.format(base=address.rstrip("/"), first=FIRST_DAY, last=LAST_DAY, closure=GOLDEN_CLOSURE)
