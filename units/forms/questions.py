"""What is asked about a duty, and what is answered."""

from django import forms

from units.actions.questions import LONGEST_ANSWER
from units.forms.words import Words
from units.models import DutyQuestion


class QuestionForm(forms.Form):
    text = Words(
        label="Câu hỏi của bạn",
        max_length=DutyQuestion.MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nêu rõ đang làm đến bước nào, vướng ở đâu. Không ghi họ tên, thông tin riêng của người bệnh.",
    )


class AnswerForm(forms.Form):
    """`seen`: the stamp of the question as it was shown."""

    text = Words(
        label="Trả lời",
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Các đơn vị có cùng nhiệm vụ sẽ đọc câu hỏi và câu trả lời này, không thấy tên đơn vị hỏi.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)
