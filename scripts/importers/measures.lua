-- Measured values, one a row: survey answers, guest cards, service levels.
--
--   of,at,measure,value,source
--   maria-rossi,2026-03-14,csat,5,guest card
--
-- A wide file (a column a question) becomes an importer of a client's own: declare its columns as numbers, and emit
-- values = { csat = r.csat, nps = r.nps }. An answer that is missing is left out; it is not a 0.
return {
  doc = "Values of declared measures, one a row.",

  columns = {
    of      = text{ from = { "Who", "Stakeholder", "Relationship", "Customer" } },
    at      = date{ "yyyy-mm-dd", "yyyy-mm-dd HH:MM", "yyyy-mm-ddTHH:MM", from = { "Date", "Day" } },
    measure = text{ from = { "Metric", "Question" } },
    value   = number{ from = { "Score", "Answer" } },
    source  = text{ optional = true },
    key     = text{ from = { "Response id" }, optional = true },
  },

  unknown = { "?", "-", "n/a" },
  unmatched = "hold",                                 -- a name nobody knows waits until somebody says who it is

  row = function(r, emit)
    if r.value == nil then return end                 -- asked, not answered
    local measure = string.lower(r.measure or "")     -- an empty cell is told as an unknown measure, with its line
    emit {
      "measure",
      of = r.of, at = r.at, source = r.source,
      -- The key recognizes a row that was imported before. Without one of its own: one value a party, measure and moment;
      -- the same three with another value in a later file is a correction, in the same file an error.
      key = r.key or string.format("%s %s %s", r.of, measure, r.at),
      values = { [measure] = r.value },
    }
  end,
}
