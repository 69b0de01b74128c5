package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/certcat/certcat/cmd/certcat/desk"
)

// Bounds of a file of listings, in bytes; of an Excel file also unpacked.
const (
	mostListings = 64 << 20
	mostUnpacked = 256 << 20
)

// table is a file of listings as lines of cells.
type table struct {
	lines    [][]string
	pictures map[int][]byte // line → picture in its cell
	folder   string         // where named pictures lie
}

// readListings reads a CSV or an Excel file. Nothing is taken of a file in which a line is wrong.
func readListings(path, encoding string) ([]listingLine, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, mostListings+1))
	if err != nil {
		return nil, err
	}
	if len(data) > mostListings {
		return nil, fmt.Errorf("%s has more than %d MiB", path, mostListings>>20)
	}
	t := table{folder: filepath.Dir(path)}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		err = t.excel(data)
	} else {
		err = t.text(data, encoding)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	lines, err := t.listings()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return lines, nil
}

// text takes CSV with commas, semicolons or tabs between cells. What is neither UTF-8 nor marked as UTF-16 needs its
// encoding named: a guess would change letters.
func (t *table) text(data []byte, encoding string) error {
	text, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data)
	if encoding != "" {
		e, unknown := htmlindex.Get(encoding)
		if unknown != nil {
			return fmt.Errorf("--encoding %s: nobody knows this encoding; such as gb18030, big5, shift_jis, windows-1252, utf-16le", encoding)
		}
		text, err = e.NewDecoder().Bytes(data)
	}
	if err != nil {
		return err
	}
	if !utf8.Valid(text) || bytes.ContainsRune(text, utf8.RuneError) || bytes.ContainsRune(text, 0) {
		return errors.New("the file is not UTF-8: name its encoding, such as --encoding gb18030 or --encoding windows-1252, or save it as UTF-8")
	}
	first, _, _ := strings.Cut(string(text), "\n")
	r := csv.NewReader(bytes.NewReader(text))
	for _, comma := range ";\t" {
		if strings.ContainsRune(first, comma) && !strings.Contains(first, ",") {
			r.Comma = comma
		}
	}
	t.lines, err = r.ReadAll()
	return err
}

// excel takes the first sheet of a workbook, with pictures that lie in its cells.
func (t *table) excel(data []byte) error {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true, UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostUnpacked >> 2})
	if err != nil {
		return fmt.Errorf("it is no Excel file that can be read: %w", err)
	}
	defer book.Close()
	sheet := book.GetSheetName(0)
	if t.lines, err = book.GetRows(sheet); err != nil {
		return err
	}
	if len(t.lines) == 0 {
		return nil
	}
	width, column := len(t.lines[0]), slices.Index(columnNames(t.lines[0]), "picture")
	t.pictures = map[int][]byte{}
	for i := range t.lines {
		for len(t.lines[i]) < width {
			t.lines[i] = append(t.lines[i], "")
		}
		if column < 0 || i == 0 {
			continue
		}
		cell, err := excelize.CoordinatesToCellName(column+1, i+1)
		if err != nil {
			return err
		}
		found, err := book.GetPictures(sheet, cell)
		if err != nil {
			return fmt.Errorf("the picture in %s: %w", cell, err)
		}
		if len(found) > 0 {
			t.pictures[i] = found[0].File
		}
	}
	return nil
}

// columnNames are the names in a header as they are compared.
func columnNames(header []string) (list []string) {
	for _, name := range header {
		list = append(list, strings.ToLower(strings.TrimSpace(name)))
	}
	return list
}

// listings makes listings of the lines below the header.
func (t *table) listings() ([]listingLine, error) {
	if len(t.lines) == 0 {
		return nil, errors.New("the file is empty: its first line names the columns")
	}
	header := columnNames(t.lines[0])
	for i, name := range header {
		if !slices.Contains(listingColumns, name) {
			return nil, fmt.Errorf("no column is called %q; the columns are %s", clean(name), strings.Join(listingColumns, ", "))
		}
		if slices.Contains(header[:i], name) {
			return nil, fmt.Errorf("two columns are called %q", name)
		}
	}
	for _, name := range []string{"sku", "documents"} {
		if !slices.Contains(header, name) {
			return nil, fmt.Errorf("the column %q is missing", name)
		}
	}
	var list []listingLine
	for i, cells := range t.lines[1:] {
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		line, err := t.line(header, cells, i+1)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+2, err)
		}
		list = append(list, line)
	}
	return list, nil
}

func (t *table) line(header, cells []string, at int) (line listingLine, err error) {
	if len(cells) > len(header) {
		return line, fmt.Errorf("%d cells, and %d columns", len(cells), len(header))
	}
	named := map[string]string{}
	for i, cell := range cells {
		named[header[i]] = strings.TrimSpace(cell)
	}
	if line, err = listingOf(named); err != nil {
		return line, err
	}
	line.number, line.picture = at+1, t.pictures[at]
	if name := named["picture"]; name != "" && line.picture == nil {
		line.picture, err = t.picture(name)
	}
	if err == nil && line.picture != nil && !desk.IsPicture(line.picture) {
		err = fmt.Errorf("the picture: %w", desk.ErrPicture)
	}
	return line, err
}

// picture reads a picture that lies beside the file, and never from anywhere else.
func (t *table) picture(name string) ([]byte, error) {
	if filepath.Base(name) != name {
		return nil, fmt.Errorf("the picture %q has to lie beside the file", name)
	}
	folder, err := os.OpenRoot(t.folder)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	file, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, desk.MostPicture+1))
}
