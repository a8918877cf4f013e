"""`kiosk draw`: a picture on standard output, or in a file."""

from xml.etree import ElementTree


def test_the_picture_comes_on_standard_output(kiosk):
    ran = kiosk("draw", "late-parcel")
    assert (ran.status, ran.err) == (0, "")
    assert ElementTree.fromstring(ran.text).tag == "{http://www.w3.org/2000/svg}svg"


def test_the_picture_is_written_to_a_file(kiosk):
    file = kiosk.folder / "parcel.svg"
    ran = kiosk("draw", "late-parcel", "--out", file)
    assert (ran.status, ran.text) == (0, "")
    assert "The parcel for Saturday" in file.read_text("utf-8")


def test_a_file_that_cannot_be_written_and_a_role_play_that_is_not_there_are_named(kiosk):
    told = kiosk.refused("draw", "late-parcel", "--out", kiosk.folder / "gone" / "x.svg", status=2)
    assert "x.svg: cannot be written" in told
    assert "did you mean 'late-parcel'?" in kiosk.refused("draw", "late-parcl", status=2)
