"""Whatever a text holds, in a page it stays a text."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tocsin.web.markup import el, page, part, text_of

ANY = st.text(st.characters(exclude_categories=()), max_size=40)


@given(ANY, ANY)
def test_any_text_is_read_back_as_it_was_and_is_nothing_else(text, attribute):
    root = el("html", el("body", el("p", text, el("b", "x"), text, title=attribute)))
    read = html.document_fromstring(page(root).decode("utf-8"))
    (found,) = read.iter("p")
    as_shown = [text_of(each).replace("\r", "\n") for each in (text, attribute)]
    assert [child.tag for child in found] == ["b"]
    assert (found.text or "").replace("\r", "\n") == as_shown[0]
    assert (found[0].tail or "").replace("\r", "\n") == as_shown[0]
    assert list(found.keys()) == ["title"]
    assert found.get("title").replace("\r", "\n") == as_shown[1]


def test_what_is_nothing_leaves_nothing_and_several_are_put_in_their_order():
    made = el(
        "ul", None, False, [el("li", "a"), None, (el("li", "b"), "c")], "", class_="x", id=None
    )
    assert part(made) == b'<ul class="x"><li>a</li><li>b</li>c</ul>'


def test_an_attribute_of_true_and_names_that_python_cannot_say():
    made = el("input", required=True, disabled=False, aria_label="a", data_at="1", for_="b")
    assert part(made) == b'<input required="" aria-label="a" data-at="1" for="b">'
