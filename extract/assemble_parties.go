package extract

import "github.com/certcat/certcat"

// rankParties ranks who issued the document, for whom, and who made the goods. A national approval that is a firm's own
// declaration has the parties of a declaration.
func (d *document) rankParties(r ranked, rank func(field string, list []*Candidate)) {
	class := d.class
	if d.declares() {
		d.class = "declaration"
	}
	defer func() { d.class = class }()
	holders := d.holders()
	for _, c := range holders {
		d.nameContext(c, nil)
	}
	rank(certcat.Holder, holders)
	holder := d.best(r, certcat.Holder)
	rank(certcat.Manufacturer, d.manufacturers(holder))
	maker := d.best(r, certcat.Manufacturer)
	issuers := d.issuers()
	d.relate(issuers, holder, maker)
	tails(issuers)
	rivalled(issuers)
	rank(certcat.Issuer, issuers)
	if issuer := d.best(r, certcat.Issuer); d.selfDeclares() && bare(issuer) == bare(holder) {
		r[certcat.Holder] = nil
	}
	party := d.class
	d.class = class
	rank(certcat.IssuerID, d.issuerIDs())
	d.class = party
	owner, p := d.likeliest(r, certcat.Holder)
	rank(certcat.HolderAddress, d.addresses(certcat.HolderAddress, "holder", certcat.Holder, owner, p))
	producer, q := d.likeliest(r, certcat.Manufacturer)
	makers := d.addresses(certcat.ManufacturerAddress, "manufacturer", certcat.Manufacturer, producer, q)
	if list := r[certcat.HolderAddress]; maker != "" && bare(maker) == bare(holder) && d.best(r, certcat.HolderAddress) != "" {
		same := *list[0] // "same as applicant", or the same name again without an address
		same.Field, same.Features = certcat.ManufacturerAddress, nil
		named := len(r[certcat.Manufacturer]) > 0 && r[certcat.Manufacturer][0].has("same-as")
		makers = append(makers, same.add("holders-address", 1).when(named, "same-as").add("class-"+d.class, 1))
	}
	rank(certcat.ManufacturerAddress, makers)
}
