"""Which models of units, core and the libraries the log follows."""

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessAttemptExpiration, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from wagtail import models as wagtail
from wagtail.admin.models import Admin, EditingSession, FormState
from wagtail.documents.models import Document
from wagtail.images.models import Image, Rendition
from wagtail.users.models import UserProfile

from core.models import Portal
from units import models
from units.actions.retold import tell_draft, tell_step
from units.models.audit import AuditEntry
from units.traced import audited, exempt

PAGE_BOOKKEEPING = (
    "latest_revision",
    "latest_revision_created_at",
    "live_revision",
    "draft_title",
    "numchild",
    "translation_key",
)
"""What saving a draft moves on a page or a record: the draft's own entry tells of it."""

audited(
    models.AdministrativeArea,
    models.AreaSuccession,
    models.UnitKind,
    models.OrganisationalUnit,
    models.UnitSuccession,
    models.UnitPeriod,
    models.UnitChange,
    models.Duty,
    models.DutyRelief,
    models.DutyQuestion,
    models.UnitReviewTask,
    models.Remark,
    models.AccountHandover,
    models.UrgentPublication,
    models.ReviewDeputy,
    Portal,
    Group,
    quiet=("folded_name",),
)
audited(models.User, secret=("password",), quiet=("last_login", "issue_form"))
audited(Authenticator, secret=("data",), quiet=("last_used_at",))
audited(models.OneTimeLink, secret=("digest",))
audited(models.UnitFolder, wagtail.Page, quiet=PAGE_BOOKKEEPING)
audited(
    wagtail.Locale,
    wagtail.Site,
    wagtail.Collection,
    wagtail.CollectionViewRestriction,
    wagtail.PageViewRestriction,
    wagtail.GroupPagePermission,
    wagtail.GroupCollectionPermission,
    wagtail.GroupSitePermission,
    wagtail.Workflow,
    wagtail.WorkflowTask,
    wagtail.WorkflowPage,
    wagtail.WorkflowContentType,
    wagtail.Task,
    wagtail.GroupApprovalTask,
    wagtail.Comment,
    wagtail.CommentReply,
    Document,
    Image,
    secret=("password",),
)
audited(wagtail.APIToken, secret=("key", "token", "digest", "hash"), quiet=("last_used_at",))
audited(wagtail.Revision, tell=tell_draft)
audited(wagtail.PageLogEntry, wagtail.ModelLogEntry, tell=tell_step)

exempt(AuditEntry, because="là chính nhật ký")
exempt(
    wagtail.WorkflowState,
    wagtail.TaskState,
    because="mỗi bước duyệt đã có mục riêng, chép từ nhật ký của Wagtail",
)
exempt(
    wagtail.ReferenceIndex,
    *apps.get_app_config("wagtailsearch").get_models(),
    Rendition,
    because="suy ra từ dữ liệu khác, tạo lại được",
)
exempt(EmailAddress, EmailConfirmation, because="của allauth, cổng không dùng: địa chỉ thư nằm ở tài khoản")
exempt(
    Session,
    UserSession,
    EditingSession,
    FormState,
    wagtail.UploadedFile,
    because="trạng thái tạm của một phiên làm việc; đăng nhập, đăng xuất có mục riêng",
)
exempt(
    AccessAttempt,
    AccessAttemptExpiration,
    AccessFailureLog,
    AccessLog,
    because="axes tự ghi khi đăng nhập; lần sai và lần khóa có mục riêng",
)
exempt(models.NoticeChoice, because="chỉ là cách tài khoản muốn nhận thư của chính mình")
exempt(models.DutyHelp, because="nạp từ dữ liệu của tỉnh, không ai sửa trên cổng")
exempt(models.LinkMail, because="hàng đợi thư; mỗi lần cấp, mỗi lần gửi có mục riêng trong nhật ký")
exempt(models.ReminderRound, because="chỉ ghi rằng một lượt nhắc việc đã làm")
exempt(models.Notice, because="kể lại việc đã có mục riêng trong nhật ký; chỉ người nhận thấy")
exempt(UserProfile, wagtail.PageSubscription, because="lựa chọn hiển thị của riêng một người")
exempt(*apps.get_app_config("taggit").get_models(), because="nhãn của hình ảnh, tệp; chỉ quản trị hệ thống dùng")
exempt(ContentType, Permission, Admin, because="do di trú tạo ra, không ai sửa")
