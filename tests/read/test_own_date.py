from __future__ import annotations

import pytest

from tracker.read.own_date import own_date


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Last updated: May 1, 2024", "en", "2024-05-01"),
        ("Last Updated: November 13th 2025", "en", "2025-11-13"),
        ("Updated on 1 May 2024", "en", "2024-05-01"),
        ("Last modified 2024-05-01", "en", "2024-05-01"),
        ("Effective date: December 15, 2022", "en", "2022-12-15"),
        ("This policy was last revised on the 3rd of June 2025.", "en", None),
        ("This policy was last revised on 3rd of June 2025.", "en", "2025-06-03"),
        ("Updated 05/01/2024", "en-US", "2024-05-01"),
        ("Updated 05/01/2024", "en-GB", "2024-01-05"),
        ("Updated 25/12/2024", "en-US", "2024-12-25"),
        ("Stand: 1. März 2024", "de", "2024-03-01"),
        ("Zuletzt aktualisiert am 01.03.2024", "de", "2024-03-01"),
        ("Dernière mise à jour : 1er mars 2024", "fr", "2024-03-01"),
        ("Última actualización: 1 de marzo de 2024", "es", "2024-03-01"),
        ("Última atualização em 1 de março de 2024", "pt", "2024-03-01"),
        ("Ultimo aggiornamento: 1 marzo 2024", "it", "2024-03-01"),
        ("Laatst bijgewerkt op 1 maart 2024", "nl", "2024-03-01"),
        ("最終更新日：2024年3月1日", "ja", "2024-03-01"),
        ("更新日期：2024年3月1日", "zh", "2024-03-01"),
        ("Founded in 1998, we have grown since May 1, 2001.", "en", None),
        ("Last updated: 31 February 2024", "en", None),
        ("Last updated 22 days ago", "en", None),
    ],
)
def test_own_date(text: str, language: str, expected: str | None) -> None:
    assert own_date([text], language) == expected


def test_the_newest_update_counts_before_the_effective_date() -> None:
    texts = ["Effective: 1 January 2027", "Last updated: 1 May 2024", "Cookies, last updated: 7 June 2025"]
    assert own_date(texts, "en") == "2025-06-07"
    assert own_date(["Effective: 1 January 2027", "Effective: 1 January 2020"], "en") == "2027-01-01"
    assert own_date([], "en") is None
