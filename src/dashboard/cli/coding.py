"""Let a person code: write statements without their codes, and add what was filled in."""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path

from dashboard.analysis import reliability
from dashboard.analysis.frames import tabulate
from dashboard.cli.command import GOOD, Refused, amount, mend_first, read_valid
from dashboard.cli.write import check_file, write
from dashboard.dataset.csv_files import read_csv, to_csv
from dashboard.dataset.files import UnreadableFile
from dashboard.dataset.stays.table import open_table, slug
from dashboard.export import coding_sheet

LIMITS = (
    "One person coded {amount} from the wording alone, without reading the source; another person "
    "may code otherwise."
)


def run(options: argparse.Namespace) -> int:
    """Run the one command or the other."""
    return _sheet(options) if options.command == "coding-sheet" else _study(options)


def _sheet(options: argparse.Namespace) -> int:
    """Write the sheet, and the codebook beside it."""
    sheet: Path = options.sheet
    check_file(sheet, replace=options.replace)  # somebody's hours may be in it
    whole = tabulate(read_valid(options.file, "no sheet written"))
    rows = coding_sheet.blind(whole, options.sample, options.seed)
    if rows.empty:
        raise Refused(f"{options.file} holds no statement; there is nothing to code")
    codebook = sheet.with_name(f"{sheet.stem}-codebook.md")
    write(
        {
            codebook: coding_sheet.codebook(whole.head).encode(),
            sheet: to_csv(rows, encoding="utf-8-sig"),
        }
    )
    print(f"{sheet}: {amount(len(rows), 'statement')} to code; {codebook}: how to")
    print(f"  python -m dashboard coding-study {sheet} --coder NAME --date DAY")
    return GOOD


def _study(options: argparse.Namespace) -> int:
    """Write the study and its line in the list, unless anything in the sheet is wrong."""
    sheet: Path = options.sheet
    whole = tabulate(read_valid(options.file, "no study added"))
    table = open_table(sheet)
    codings = coding_sheet.coded(table, whole)
    if table.problems:
        raise mend_first(table.problems, f"{sheet}: no study added")
    folder = options.file.parent / reliability.FOLDER
    name = f"human-{options.date}-{slug(options.coder) or 'coder'}"
    target, listed = folder / f"{name}.csv", folder / reliability.STUDIES
    if target.exists():
        raise Refused(
            f"{target} is there already; take it and its line in {listed} out to add it anew"
        )
    n_coded = amount(len(codings), "statement")
    line = {
        "study": name,
        "role": "human",
        "date": options.date.isoformat(),
        "sample": f"{n_coded} of version {whole.head.version}, coded by {options.coder}",
        "about": f"A person, {options.coder}, coded them blind, from a sheet without the codes. "
        "The first coding is what stood in the data, the second is this person's.",
        "rules": f"The codebook of version {whole.head.version}",
        "limits": LIMITS.format(amount=n_coded),
    }
    # What stands in the list stays as it is, byte for byte.
    header, before = list(line), ",".join(line).encode()
    if listed.exists():
        known = read_csv(listed, reliability.STUDY_COLUMNS, UnreadableFile)
        header = [str(column) for column in known]
        before = listed.read_bytes()
    text = io.StringIO(newline="")
    csv.DictWriter(text, header, extrasaction="ignore", lineterminator="\n").writerow(line)
    folder.mkdir(exist_ok=True)
    # The list comes last: it names no file that is not there.
    listing = before.rstrip() + b"\n" + text.getvalue().encode()
    write({target: to_csv(codings), listed: listing})
    print(f"{target}: {n_coded} coded by {options.coder}, listed in {listed}")
    return GOOD
