"""Text that looks Vietnamese to a search engine: syllables with Zipf frequencies, always the same for a seed."""

import datetime as dt
import random
from collections.abc import Iterator
from itertools import accumulate

from search.models import SearchDocument, SearchSection

ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh ph qu r s t th tr v x"
RIMES = (
    "a à á ả ã ạ ăn ăng âm ân ất ấp e è é ê ế ệ ênh i ì í ị in inh o ò ó ọ on ong ô ồ ố ộ ôi ông ơ ờ ớ ợ ơi ơn "
    "u ù ú ụ un ung ư ừ ứ ự ưng uyên uyết iên iệt iếp yêu oan oạch ươi ương ước ao ào áo ạo au àu áu ạu ay ày áy"
)
KINDS = ("directive", "guidance", "news", "service")
TYPES = ("Quyết định", "Chỉ thị", "Công văn", "Kế hoạch", "Thông báo")


class Corpus:
    """`sections` articles a document, of 30 to 90 words each."""

    def __init__(self, documents: int, sections: int = 10, seed: int = 3691) -> None:
        self._random, self.documents, self.sections = random.Random(seed), documents, sections
        self.words = list(dict.fromkeys(onset + rime for rime in RIMES.split() for onset in ONSETS.split()))
        self._random.shuffle(self.words)
        self._weights = list(accumulate(1 / (place + 3) for place in range(len(self.words))))

    def text(self, words: int) -> str:
        """Some words of the language, frequent ones often."""
        return " ".join(self._random.choices(self.words, cum_weights=self._weights, k=words))

    def rows(self, first: int, last: int) -> Iterator[tuple[SearchDocument, list[SearchSection]]]:
        """Documents `first` to `last - 1`, unsaved, keyed by their number."""
        for number in range(first, last):
            document = self._document(number)
            yield document, [self._section(document, order) for order in range(self.sections)]

    def questions(self, count: int) -> list[str]:
        """Two to four neighbouring words, as people take them from what they look for."""
        texts = SearchSection.objects.filter(pk__in=self._some_sections(count)).values_list("text", flat=True)
        return [self._excerpt(text) for text in texts]

    def _excerpt(self, text: str) -> str:
        words, length = text.split(), self._random.randint(2, 4)
        start = self._random.randrange(len(words) - length)
        return " ".join(words[start : start + length])

    def _some_sections(self, count: int) -> list[int]:
        return self._random.sample(list(SearchSection.objects.values_list("pk", flat=True)), count)

    def _document(self, number: int) -> SearchDocument:
        day = dt.date(2020, 1, 1) + dt.timedelta(days=number % 640)
        return SearchDocument(
            id=number,
            kind=KINDS[number % 7 % 4],
            key=str(number),
            title=self.text(9),
            url=f"/van-ban/{number}/",
            number=f"{number}/QĐ-UBND",
            digits=str(number),
            symbol="qd ubnd",
            date=day,
            type=TYPES[number % 5],
            issuer=f"Cơ quan {number % 40}",
            has_force=True,
            starts=day,
            ended=day + dt.timedelta(days=90) if number % 3 == 0 else None,
        )

    def _section(self, document: SearchDocument, order: int) -> SearchSection:
        label, text = f"Điều {order + 1}", self.text(self._random.randint(30, 90))
        return SearchSection(
            document=document, order=order, label=label, heading=self.text(5), anchor=f"dieu-{order + 1}", text=text
        )
