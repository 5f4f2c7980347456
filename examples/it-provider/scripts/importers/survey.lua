-- The half-yearly survey as the form tool exports it: a row an answer, a column a question, semicolons, day first, decimal commas.
--
--   Response;Unit;Date;Satisfied;Easy;Trust in %;Recommend;Comment
--   S25-117;Billing;12/6/2025;4;5;no answer;7;
--
-- A column becomes a measure. Who answered is nobody's business here: the file has no names, and kith is given none.
return {
  doc = "Answers to the half-yearly survey of the units.",

  columns = {
    key       = text{ from = "Response" },
    unit      = text{ from = "Unit" },
    at        = date{ "d/m/yyyy", from = "Date" },
    satisfied = number{ optional = true },
    easy      = number{ optional = true },
    trust     = number{ from = "Trust in %", decimal = ",", optional = true },
    recommend = number{ optional = true },
  },

  unknown = { "no answer", "-" },                     -- asked and not answered: no value, and certainly not a zero
  unmatched = "hold",                                 -- a unit that was renamed waits for an alias

  row = function(r, emit)
    local trust = r.trust and r.trust / 100
    if not (r.satisfied or r.easy or trust or r.recommend) then return end         -- nothing was answered
    emit {
      "measure", of = r.unit, at = r.at, key = r.key, source = "survey",
      values = { csat = r.satisfied, ces = r.easy, trust = trust, nps = r.recommend },
    }
  end,
}
