-- +goose Up

-- One index for trigrams and short words: a search for "fjellvik as" then skips through the long list of "as" and need not
-- read it to its end.
DROP INDEX IF EXISTS bodies_search;
DROP INDEX IF EXISTS bodies_words;
CREATE INDEX bodies_text ON bodies USING gin (search gin_trgm_ops, array_to_tsvector(string_to_array(words, ' ')));

-- +goose Down
DROP INDEX bodies_text;
CREATE INDEX bodies_search ON bodies USING gin (search gin_trgm_ops);
CREATE INDEX bodies_words ON bodies USING gin (array_to_tsvector(string_to_array(words, ' ')));
