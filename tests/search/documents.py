"""Four days in Indonesian, Ukrainian, Russian and Belarusian, for a test record.

Our own sentences on events that the built-in record tells in English, on days that it does not
hold, with the sources that it tells them by.
"""

from app.document import Document
from app.invasion_day import date_of
from app.validation import parse
from tests.builtin import BY_DAY, Json

_TEXTS: list[Json] = [
    {
        "day": 335,
        "language": "id",
        "told": 326,
        "headline": "Rusia menghancurkan blok apartemen di Dnipro; Inggris menjanjikan tank",
        "summary": "Rusia menyerang kota-kota Ukraina pada 14 Januari. Serangan itu menewaskan "
        "sedikitnya 14 orang di Dnipro.",
        "events": [
            ("Rudal Rusia menghancurkan sebagian blok apartemen sembilan lantai di Dnipro.", None),
            ("Serangan terhadap jaringan listrik memaksa pemadaman darurat di 11 wilayah.", None),
            ("Inggris berjanji mengirimkan 14 tank Challenger 2 kepada Ukraina.", None),
        ],
        "quote": (
            "Serangan terhadap Belarus atau Rusia cukup menjadi dasar bagi tanggapan bersama",
            "Aleksey Polishchuk",
            "russia",
        ),
    },
    {
        "day": 342,
        "language": "uk",
        "told": 311,
        "headline": "Новорічний удар: над Києвом збито крилаті ракети",
        "summary": "31 грудня Росія випустила понад 20 ракет. Київ частково залишився без світла.",
        "events": [
            ("Унаслідок ракетної атаки на Київ загинула щонайменше одна людина.", "Київ"),
            ("Сили оборони збили шість ракет у межах Києва, п’ять — над Житомирщиною.", None),
            ("Без електрики лишалося близько 30 відсотків столиці.", None),
        ],
        "quote": (
            "Нам пропонували здатися. Ми обрали контратаку",
            "Володимир Зеленський",
            "ukraine",
        ),
    },
    {
        "day": 343,
        "language": "ru",
        "told": 325,
        "headline": "Россия заявила о взятии Соледара, Киев это отрицает",
        "summary": "Зеленский сказал, что бои за Соледар продолжаются. Союзники готовили учения.",
        "events": [
            ("Минобороны России объявило, что его силы взяли город Соледар.", "Соледар"),
            ("Киев отверг это заявление: по словам Зеленского, украинские войска сражаются.", None),
            ("Всё ещё в Соледаре оставались 559 гражданских, среди них 15 детей.", None),
        ],
        "quote": (
            "Всё развивается в рамках плана Министерства обороны и Генерального штаба",
            "Владимир Путин",
            "russia",
        ),
    },
    {
        "day": 344,
        "language": "be",
        "told": 326,
        "headline": "Расія і Беларусь пачынаюць сумесныя лётныя вучэнні",
        "summary": "Расійскія самалёты прыляцелі ў Беларусь. Мінск назваў вучэнні абарончымі.",
        "events": [
            ("Рада бяспекі Беларусі назвала вучэнні з Расіяй выключна абарончымі.", "Беларусь"),
            ("Ракета разбурыла частку дома ў Дняпры.", None),
            ("Кіеў адмовіўся прызнаць страту Саледара.", None),
        ],
        "quote": ("Вучэнні маюць выключна абарончы характар", "Pavel Muraveiko", "belarus"),
    },
]


def documents() -> list[Document]:
    """Return the four documents, with the sources of the days of the record that they tell."""
    return [parse(_document(text, BY_DAY[text["told"]])) for text in _TEXTS]


def _document(text: Json, told: Json) -> Json:
    words, speaker, actor = text["quote"]
    return {
        "day": text["day"],
        "date": date_of(text["day"]).isoformat(),
        "headline": text["headline"],
        "summary": text["summary"],
        "language": text["language"],
        "related_days": [text["told"]],
        "events": [
            {
                "category": "politics",
                "text": sentence,
                "actors": ["russia", "ukraine"],
                "place": place,
                "status": "reported",
                "sources": [0],
            }
            for sentence, place in text["events"]
        ],
        "quotes": [
            {
                "kind": "paraphrase",
                "text": words,
                "language": text["language"],
                "speaker": speaker,
                "actor": actor,
                "sources": [0],
            }
        ],
        "sources": told["sources"],
    }
