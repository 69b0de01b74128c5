module github.com/certcat/certcat

go 1.26
