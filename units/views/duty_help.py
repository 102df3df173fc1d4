"""The help of a duty, and what is asked and answered about it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import TemplateView

from core import access, province
from core.problems import Refused
from units.actions.questions import answer, ask
from units.forms.questions import AnswerForm, QuestionForm
from units.models import Duty, DutyQuestion
from units.permissions import account
from units.policy import may_ask, runs_the_portal
from units.selectors.duty_help import guide_of, readable_duties
from units.selectors.questions import asked_about, listed, stamp_of, visible_to
from units.views.screen import OwnScreen


class DutyHelpView(OwnScreen, TemplateView):
    """`/quan-tri/nhiem-vu/<duty>/huong-dan/`; POST asks. The help of a duty that is none of the account's business
    is not found."""

    access_rule = access.SIGNED_IN
    template_name = "units/help/guide.html"
    page_title = "Hướng dẫn nhiệm vụ"
    header_icon = "help"
    duty: Duty

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        duties = readable_duties(account(request)).select_related("unit", "unit_kind")
        self.duty = get_object_or_404(duties, pk=kwargs["duty"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(QuestionForm())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        if not may_ask(account(request)):
            raise PermissionDenied
        form = QuestionForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            ask(duty=self.duty, by=account(request), text=form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error("text", str(refusal))
            return self._show(form)
        messages.success(request, "Đã gửi câu hỏi; trả lời sẽ hiện ở đây, ở Việc của tôi và trong Thông báo.")
        return redirect("units_duty_help", self.duty.pk)

    def _show(self, form: QuestionForm) -> HttpResponse:
        user = account(self.request)
        shown = {
            "guide": guide_of(user, self.duty),
            "regulation": province.current().regulation,
            "asked": asked_about(user, self.duty),
            "form": form if may_ask(user) else None,
            "answers": runs_the_portal(user),
        }
        return self.render_to_response(self.get_context_data(**shown))


class QuestionsView(OwnScreen, TemplateView):
    """`/quan-tri/hoi-dap/`: what the account's unit has asked; every unit's for the office that answers."""

    access_rule = access.SIGNED_IN
    template_name = "units/help/questions.html"
    page_title = "Hỏi đáp về nhiệm vụ"
    header_icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = account(self.request)
        shown = {"asked": listed(user), "answers": runs_the_portal(user)}
        return super().get_context_data(**kwargs) | shown


class AnswerView(OwnScreen, TemplateView):
    """`/quan-tri/hoi-dap/<question>/`: the office that runs the portal answers, or corrects its answer."""

    access_rule = access.SIGNED_IN
    template_name = "units/help/answer.html"
    page_title = "Trả lời câu hỏi"
    header_icon = "help"
    below = ("units_questions", QuestionsView.page_title)
    question: DutyQuestion

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        user = account(request)
        found = visible_to(user) if runs_the_portal(user) else DutyQuestion.objects.none()
        self.question = get_object_or_404(found, pk=kwargs["question"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(AnswerForm(initial={"text": self.question.answer, "seen": stamp_of(self.question)}))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._show(form)
        try:
            answer(question=self.question, by=account(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("text", str(refusal))
            return self._show(form)
        messages.success(request, "Đã lưu câu trả lời; đơn vị hỏi nhận được thông báo.")
        return redirect("units_questions")

    def _show(self, form: AnswerForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, question=self.question))
