"""What keeps a file from being written."""

from perfrules.diagnostics.diagnostic import Kind

OUTPUT_EXISTS = Kind(
    "PR691",
    "output-exists",
    "{file} 已经有了，没有动它",
    "{file} is there already and was left alone",
    "换一个文件名，或加 --force 覆盖",
    "choose another name, or overwrite it with --force",
    about="A command would have written over a file that is there.",
)
WRITER_NOT_INSTALLED = Kind(
    "PR692",
    "writer-not-installed",
    "写 {file} 要先装上 {package}",
    "writing {file} needs {package}",
    'pip install "perfrules[{extra}]"',
    'pip install "perfrules[{extra}]"',
    about="Workbooks and documents are written by optional packages.",
)
OUTPUT_KIND = Kind(
    "PR693",
    "output-kind",
    "写不出 {file} 这种文件",
    "files like {file} cannot be written here",
    "可以写：{kinds}",
    "write one of {kinds}",
    about="The ending of the output file tells what is written, and this one is none of those.",
)
PDF_NOT_WRITTEN = Kind(
    "PR699",
    "pdf-not-written",
    "没有写出 {file}：{why}",
    "{file} was not written: {why}",
    "装上 LibreOffice（Debian：apt-get install libreoffice-writer）；或者先写 .docx，在 Word 或 WPS 里另存为 PDF",
    "install LibreOffice (Debian: apt-get install libreoffice-writer), or write a .docx and save it as PDF from Word",
    about="PDF files are printed by LibreOffice, which is no part of this package.",
)

KINDS = (OUTPUT_EXISTS, WRITER_NOT_INSTALLED, OUTPUT_KIND, PDF_NOT_WRITTEN)
