-- What happened, one event a row: contacts, incidents, complaints, promises, and kinds of a workspace's own.
--
--   of,at,kind,channel,direction,severity,due,resolved_at,by,text
--   brewer,2026-05-04 09:30,interaction,call,out,,,,,Asked for the delivery plan
--   brewer,2026-05-04,commitment,,,,2026-05-15,,them,Two reserve kegs in our cellar
--   maria-rossi,2026-05-09,complaint,,,minor,2026-05-16,2026-05-11,,Waited forty minutes
--
-- `text` goes where the kind has its words: the title of an incident, the text of a promise, the note of anything else.
local titled = { incident = true, complaint = true }

return {
  doc = "Events of any kind, one a row.",

  columns = {
    of          = text{ from = { "Who", "Stakeholder", "Relationship", "Customer" } },
    at          = date{ "yyyy-mm-dd", "yyyy-mm-dd HH:MM", "yyyy-mm-ddTHH:MM", from = { "Date", "When" } },
    kind        = text{ from = { "Event" }, optional = true },
    channel     = text{ optional = true },
    direction   = text{ optional = true },            -- in: they came to us; out: we went to them
    sentiment   = number{ optional = true },          -- −1 … 1
    severity    = text{ optional = true },
    due         = date("yyyy-mm-dd", { from = { "Promised for" }, optional = true }),
    resolved_at = date{ "yyyy-mm-dd", "yyyy-mm-dd HH:MM", from = { "Resolved", "Closed" }, optional = true },  -- or settled
    by          = text{ optional = true },            -- who promised: us or them
    state       = text{ optional = true },            -- of a promise: open, kept, kept late, broken, withdrawn
    text        = text{ from = { "Title", "Subject" }, optional = true },
    note        = text{ from = { "Remark", "Comment" }, optional = true },
    key         = text{ from = { "Ticket", "Event id" }, optional = true },
  },

  unknown = { "?", "-", "n/a" },
  unmatched = "hold",

  row = function(r, emit)
    local kind = r.kind or "interaction"
    local e = {
      kind,
      of = r.of, at = r.at, key = r.key or string.format("%s %s %s %s", r.of, r.at, kind, r.text or r.channel or ""),
      channel = r.channel, direction = r.direction, sentiment = r.sentiment,
      severity = r.severity, due = r.due, resolved_at = r.resolved_at, by = r.by, state = r.state, note = r.note,
    }
    if kind == "commitment" then e.text, e.settled, e.resolved_at = r.text, r.resolved_at, nil
    elseif titled[kind] then e.title = r.text
    else e.note = r.note or r.text end
    emit(e)                                           -- a field that does not belong to the kind is told, not dropped
  end,
}
