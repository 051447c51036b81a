-- Text as it is looked for: no diacritics, đ as d, lower case. "Đầm Vạc" is found by "dam vac".
create function fold(t text) returns text language sql immutable strict parallel safe as $$
  select translate(lower(regexp_replace(normalize(t, NFD), '[' || U&'\0300' || '-' || U&'\036F' || ']', '', 'g')), 'đ', 'd')
$$;
