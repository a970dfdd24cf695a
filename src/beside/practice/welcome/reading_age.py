"""How old a reader has to be for a text, and which of its sentences are hard.

English: the grade of Kincaid, Fishburne, Rogers & Chissom 1975 (Research Branch Report 8-75), plus five years.
Spanish: the reading ease of Fernández Huerta 1959 (Consigna 214:29-32), in the form that counts syllables and
sentences by the word (Law 2011, https://linguistlist.org/issues/22/22-2332/), and the school years of his table.

Both count only the length of words and of sentences. They do not know whether a text is kind, true or clear.
"""

import re
from dataclasses import dataclass

AIM = 11
# Below this a formula says more about chance than about the text.
ENOUGH_WORDS = 30
LONG = 20
# A short sentence with one long word is no hard sentence.
SHORT = 12
OLDEST = 18
# Reading ease from here on → years of age.
_HUERTA = ((90, 9), (80, 10), (70, 11), (60, 13), (50, 16))

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A sentence ends at its mark, or at the end of a line.
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*[”»\"’)]*\s*|\n+|[.!?…]+\s*")


@dataclass(frozen=True)
class Sentence:
    text: str
    words: int
    hard: bool


@dataclass(frozen=True)
class Reading:
    """`age` is None where the text is too short to say."""

    age: int | None
    sentences: tuple[Sentence, ...]

    @property
    def hard(self) -> int:
        return sum(sentence.hard for sentence in self.sentences)

    @property
    def is_plain(self) -> bool:
        return self.age is None or self.age <= AIM


def read(text: str, language: str) -> Reading:
    """The reading age of a text, and its sentences in order; joined together they are the text.

    >>> read("The cat sat on the mat.", "en").sentences[0].hard
    False
    """
    sentences = tuple(_sentence(part, language) for part in _SENTENCE.findall(text))
    counted = [sentence for sentence in sentences if sentence.words]
    enough = sum(sentence.words for sentence in counted) >= ENOUGH_WORDS
    return Reading(_age(text, len(counted), language) if enough else None, sentences)


def syllables(word: str, language: str) -> int:
    """How many syllables a word has: by rule, so that an English word now and then has one too many or too few.

    >>> syllables("confidentiality", "en"), syllables("confidencialidad", "es")
    (7, 6)
    """
    return _spanish(word.lower()) if language == "es" else _english(word.lower())


def _sentence(text, language) -> Sentence:
    words = len(_WORD.findall(text))
    hard = words > LONG or (words > SHORT and _age(text, 1, language) > AIM + 3)
    return Sentence(text, words, hard)


def _age(text, sentences, language) -> int:
    words = _WORD.findall(text)
    by_sentence = len(words) / sentences
    by_word = sum(syllables(word, language) for word in words) / len(words)
    if language == "es":
        ease = 206.84 - 60 * by_word - 1.02 * by_sentence
        return next((age for least, age in _HUERTA if ease >= least), OLDEST)
    grade = 0.39 * by_sentence + 11.8 * by_word - 15.59
    return min(max(round(grade) + 5, 6), OLDEST)


def _english(word) -> int:
    word = re.sub(r"[^a-z]", "", word)
    # "liked", "hopes" and "home" end in a letter that is not heard; "wanted", "places" and "table" do not.
    silent = re.search(r"([^aeiouyl]e|[aeiouy]le)$|[^aeiouytd]ed$|[^aeiouysxzhcg]es$", word)
    groups = len(re.findall(r"[aeiouy]+", word))
    # Two vowels that are heard apart: "being", "quiet", "idea".
    apart = len(re.findall(r"eing|iet|ia(?!n|l\b)|ual|eo(?!p)|creat|area|idea", word))
    return max(groups + apart - bool(silent), 1)


_STRONG, _WEAK = "aeoáéóíú", "iuü"


def _spanish(word) -> int:
    """Vowels, but for those that share a syllable with their neighbour: a weak one beside another, unless it is stressed."""
    word = re.sub(r"qu(?=[eiéí])", "q", re.sub(r"gu(?=[eiéí])", "g", word))
    if word.endswith("y"):
        word = word[:-1] + "i"
    count, before = 0, ""
    for letter in word:
        if letter in _STRONG:
            count += before not in _WEAK or before == ""
        elif letter in _WEAK:
            count += before == "" or (before not in _STRONG and before not in _WEAK)
        before = letter if letter in _STRONG + _WEAK else ""
    return max(count, 1)
