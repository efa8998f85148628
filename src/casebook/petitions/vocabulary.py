"""The codes that events and commands use. Chinese terms as in the glossary of the platform.

A code is stored for ever: codes are added, never renamed or removed.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who acts."""

    CITIZEN = "citizen"
    DESK = "desk"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    UNIT_OFFICER = "unit_officer"
    UNIT_APPROVER = "unit_approver"
    REPORTER = "reporter"
    EDITOR = "editor"
    RECORDS = "records"
    AUDITOR = "auditor"
    ANALYST = "analyst"
    PRIVACY_OFFICER = "privacy_officer"
    IMPORTER = "importer"
    SYSTEM = "system"


class Category(StrEnum):
    """The four kinds of petition."""

    COMPLAINT = "complaint"  # 投诉
    CONSULTATION = "consultation"  # 咨询
    CIVILIZED_CITY = "civilized_city"  # 文明城市创建
    SUGGESTION = "suggestion"  # 建言献策


class Status(StrEnum):
    """Where a petition is on its road."""

    SUBMITTED = "submitted"  # 待受理
    ACCEPTED = "accepted"  # 已受理, 待派单
    ASSIGNED = "assigned"  # 已派单, 待签收
    IN_PROGRESS = "in_progress"  # 办理中
    SUSPENDED = "suspended"  # 挂账
    RETURN_REVIEW = "return_review"  # 退单待审
    REPLIED = "replied"  # 已回复, 待审核
    VERIFYING = "verifying"  # 追访中
    VERIFIED = "verified"  # 已核实, 待办结
    CLOSED = "closed"  # 办结
    DECLINED = "declined"  # 不予受理
    WITHDRAWN = "withdrawn"  # 撤回
    TERMINATED = "terminated"  # 终止办理
    REFERRED = "referred"  # 转出
    MERGED = "merged"  # 已合并
    ARCHIVED = "archived"  # 归档


class Clock(StrEnum):
    """The limits that run for a petition."""

    ACCEPT = "accept"  # accept or decline
    DISPATCH = "dispatch"  # 派单
    SIGN = "sign"  # 签收
    CONTACT = "contact"  # 联系诉求人
    REPLY = "reply"  # 回复
    RETURN = "return"  # 退单
    REVIEW = "review"  # 审核
    REDO = "redo"  # 补正
    VERIFY = "verify"  # 追访
    RATING = "rating"  # 评价
    RULING = "ruling"  # 退单审定


class Channel(StrEnum):
    """The way a petition came in."""

    APP = "app"
    WEB = "web"
    PHONE = "phone"
    WECHAT = "wechat"
    LETTER = "letter"
    EMAIL = "email"
    SOCIAL = "social"
    REFERRAL = "referral"  # handed over by another body
    OTHER = "other"
    IMPORT = "import"  # the source does not say


class Confidentiality(StrEnum):
    """What a unit may learn of the citizen."""

    NAMED = "named"
    CONTACT_HIDDEN = "contact_hidden"
    ANONYMOUS = "anonymous"
    SEALED = "sealed"


class Urgency(StrEnum):
    """How soon a petition must be dealt with."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class DeclineReason(StrEnum):
    """Grounds of 不予受理."""

    EMERGENCY = "EMERGENCY"
    STATUTORY_ROUTE = "STATUTORY_ROUTE"
    IN_PETITION = "IN_PETITION"
    ALREADY_HANDLED = "ALREADY_HANDLED"
    SECRET_OR_PRIVACY = "SECRET_OR_PRIVACY"  # noqa: S105  a ground, no password
    BEYOND_DUTIES = "BEYOND_DUTIES"
    UNLAWFUL_OR_INDECENT = "UNLAWFUL_OR_INDECENT"
    OUT_OF_AREA = "OUT_OF_AREA"
    OTHER_ORGAN = "OTHER_ORGAN"
    NOT_SPECIFIC = "NOT_SPECIFIC"
    MALICIOUS = "MALICIOUS"


class AssignmentBasis(StrEnum):
    """Why this unit was chosen."""

    CATALOGUE = "catalogue"  # 派单目录
    TERRITORY = "territory"  # 属地管理
    DESIGNATION = "designation"  # 指定承办
    JUDGEMENT = "judgement"  # the dispatcher's own


class Outcome(StrEnum):
    """What a unit says it has done."""

    RESOLVED = "resolved"
    PARTLY = "partly"
    EXPLAINED = "explained"
    PLANNED = "planned"
    NOT_POSSIBLE = "not_possible"
    UNSTATED = "unstated"  # imported: the source does not say


class Action(StrEnum):
    """What a unit did before it replied."""

    CONTACTED_CITIZEN = "contacted_citizen"
    VISITED = "visited"
    FOUND_TRUE = "found_true"
    REPAIRED = "repaired"
    CLEANED = "cleaned"
    ENFORCED = "enforced"
    MEDIATED = "mediated"
    EXPLAINED = "explained"
    PATROLS = "patrols"
    PASSED_ON = "passed_on"


class Defect(StrEnum):
    """Why a reply is sent back."""

    INTENT_ONLY = "intent_only"
    NOT_ANSWERED = "not_answered"
    NO_EVIDENCE = "no_evidence"
    NO_DATE = "no_date"
    WRONG_FACTS = "wrong_facts"
    TONE = "tone"


class WaiverGround(StrEnum):
    """Why a reporter need not go."""

    CATEGORY = "category"  # consultation or suggestion
    CITIZEN_SAID_SOLVED = "citizen_said_solved"
    SAMPLED_OUT = "sampled_out"
    DIRECT_ANSWER = "direct_answer"


class VerificationResult(StrEnum):
    """What the reporter found."""

    SOLVED = "solved"
    PARTLY = "partly"
    UNSOLVED = "unsolved"
    CANNOT_TELL = "cannot_tell"


class VerificationMethod(StrEnum):
    """How the reporter looked."""

    SITE = "site"
    PHONE = "phone"
    DOCUMENT = "document"


class NoPhotoReason(StrEnum):
    """Why a verification has no picture."""

    PHONE_OR_DOCUMENT = "phone_or_document"
    PRIVACY = "privacy"
    NOTHING_VISIBLE = "nothing_visible"
    NOT_ALLOWED = "not_allowed"


class ReopenGround(StrEnum):
    """Why a petition is worked on again."""

    VERIFICATION_FAILED = "verification_failed"
    DISSATISFIED = "dissatisfied"
    RELAPSE = "relapse"
    FALSE_REPLY = "false_reply"
    NEW_FACT = "new_fact"
    ORDER = "order"


class Fault(StrEnum):
    """Whose fault a reopening, a return or a reassignment is."""

    UNIT = "unit"
    DESK = "desk"
    NONE = "none"


class ClosingBasis(StrEnum):
    """On what a closing rests."""

    VERIFIED = "verified"
    WAIVED = "waived"
    DIRECT_ANSWER = "direct_answer"  # 即时答复
    FOLLOWS_MASTER = "follows_master"  # 合并: the petition it was merged into is closed
    SOURCE = "source"  # imported: the source says closed, no more


class TerminationGround(StrEnum):
    """Why handling ended without a solution."""

    OUT_OF_SCOPE = "out_of_scope"
    NO_COOPERATION = "no_cooperation"
    STATUTORY_ROUTE = "statutory_route"  # a court, an arbitration or a review has taken the matter
    MOOT = "moot"  # what it was about is no more
    CANCELLED_AT_SOURCE = "cancelled_at_source"


class Solved(StrEnum):
    """The citizen's own view."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Media(StrEnum):
    """Kinds of attachment."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
