package main

import (
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

func TestPrintVerdict(t *testing.T) {
	v := certcat.Verdict{Market: "EU", Category: "usb-charger", AsOf: "2026-11-22", Profile: "marketplace", Check: certcat.Holds, Decision: certcat.Rejected, NextChange: "2028-12-14",
		Fits: []certcat.Fit{{Requirement: "EU/usb-charger/eu-doc", Result: certcat.DoesNotSatisfy, Decision: certcat.Rejected, Because: []string{"standards.current"}},
			{Requirement: "EU/usb-charger/instructions", Result: certcat.FitNotEvaluated, Decision: certcat.Irrelevant}},
		Findings: []certcat.Finding{
			{Rule: "dates.order", Outcome: certcat.Pass, Message: "pass"},
			{Rule: "life.begun", Outcome: certcat.NotApplicable, Message: "not-applicable"},
			{Rule: "standards.dated", Outcome: certcat.Unknown, Law: certcat.LawNone, Policy: certcat.PolicyAsk, Basis: certcat.BasisLaw, Message: "standards.undated",
				Args: certcat.Args("standard", "EN 55032\x1b[2J"), Evidence: []certcat.Evidence{{Page: 2, Text: "EN 55032\x1b[2J"}}, Fix: &certcat.Fix{Message: "name-edition", Who: "manufacturer"}},
			{Rule: "standards.current", Outcome: certcat.Fail, Law: certcat.LawPresumptionLost, Policy: certcat.PolicyFail, Basis: certcat.BasisLaw, Message: "standards.withdrawn.presumption",
				Args:     certcat.Args("standard", "EN 60950-1:2006", "since", "2020-12-20", "by", "EN 62368-1"),
				Citation: &certcat.Citation{Act: "2014/35/EU", Article: "Article 12", URL: "https://example.org/act"},
				Row:      &certcat.Row{Table: "editions", ID: "EN 60950-1:2006", Verified: "source"}, Fix: &certcat.Fix{Message: "test-current", Who: "manufacturer"}},
		}}
	for lang, want := range map[string]string{"en": printedEnglish, "zh": printedChinese} {
		var b strings.Builder
		printVerdict(&b, lang, v, false)
		if b.String() != want {
			t.Errorf("%s: got\n%s\nwant\n%s", lang, b.String(), want)
		}
	}
	var b strings.Builder
	printVerdict(&b, "en", v, true)
	for _, more := range []string{"  pass  dates.order\n", "  not applicable  life.begun\n", "EU/usb-charger/instructions: not evaluated"} {
		if !strings.Contains(b.String(), more) {
			t.Errorf("verbose lacks %q:\n%s", more, b.String())
		}
	}
	b.Reset()
	printVerdict(&b, "en", certcat.Verdict{Check: certcat.Asks, Decision: certcat.NeedsReview, CouldServe: []string{"eu-doc"}}, false)
	if got := b.String(); !strings.Contains(got, "No market and category was asked") || !strings.Contains(got, "Could serve as: EU declaration of conformity") {
		t.Error(got)
	}
}

const printedEnglish = `  Document check: holds
  Decision for EU, usb-charger, as of 2026-11-22, profile marketplace: rejected

  fail  standards.current
      EN 60950-1:2006 was withdrawn on 2020-12-20 (superseded by EN 62368-1) and gives no presumption of conformity any more. That is not illegal, but the maker has to show conformity otherwise.
      law: presumption of conformity lost (not illegal); policy: fail; basis: law
      clause: 2014/35/EU Article 12 https://example.org/act
      table row: editions / EN 60950-1:2006 (read in its source)
      what to do: Assess the product to the edition in force and update document and report. (the manufacturer)

  unknown  standards.dated
      “EN 55032 [2J” is named without an edition, so nobody can tell which text was met.
      law: none; policy: ask; basis: law
      printed: “EN 55032 [2J” on page 2
      what to do: Name the edition of the standard that was applied. (the manufacturer)

  Requirements
    EU/usb-charger/eu-doc: does not satisfy → rejected, because of standards.current

  1 rules passed, 1 do not apply
  The next change that we know of is on 2028-12-14.
`

const printedChinese = `  文件检查：成立
  EU、usb-charger的结论（日期2026-11-22，政策marketplace）：拒绝

  不合格  standards.current
      EN 60950-1:2006已于2020-12-20撤销（由EN 62368-1取代），不再提供符合性推定。这并非违法，但制造商须以其他方式证明符合性。
      法律：丧失符合性推定（并非违法）；政策：拒绝；依据：法律
      条款：2014/35/EU Article 12 https://example.org/act
      表格条目：editions / EN 60950-1:2006（已核对来源）
      怎么办：请按现行版本评估产品，并更新文件和报告。（制造商）

  未定  standards.dated
      “EN 55032 [2J”未注明版本，无法得知符合的是哪一版。
      法律：无；政策：询问；依据：法律
      印刷内容：第2页“EN 55032 [2J”
      怎么办：请写明所采用标准的版本。（制造商）

  要求
    EU/usb-charger/eu-doc：不满足 → 拒绝，原因：standards.current

  1条规则通过，1条不适用
  已知的下一次变化在2028-12-14。
`
