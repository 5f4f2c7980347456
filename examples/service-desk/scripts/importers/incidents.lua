-- The ticket system's log: a row for each change of a ticket, so the last row of a ticket tells how it ended.
--
--   number,incident_state,…,reopen_count,…,made_sla,caller_id,…,opened_at,…,contact_type,…,priority,…,resolved_at,closed_at
--   INC0000045,Closed,…,0,…,true,Caller 2403,…,29/2/2016 01:16,…,Phone,…,3 - Moderate,…,29/2/2016 11:29,5/3/2016 12:00
--
-- A ticket becomes up to three events: the contact, the incident, and what can be measured once it is over. They share the ticket's
-- number as their key, so the log of next month may repeat this month's tickets: what is known stays, what went on is corrected.

local CHANNELS = { Phone = "call", Email = "email", IVR = "call" }        -- whatever else there is, is a ticket
local SEVERITIES = { ["1 - Critical"] = "severe", ["2 - High"] = "major" } -- the rest is minor

return {
  doc = "Tickets of a ServiceNow incident log.",

  columns = {
    number       = text{},
    caller_id    = text{ from = "Caller" },
    opened_at    = date("d/m/yyyy HH:MM", { from = "Opened" }),
    resolved_at  = date("d/m/yyyy HH:MM", { from = "Resolved" }),
    closed_at    = date("d/m/yyyy HH:MM", { from = "Closed" }),
    contact_type = text{ from = "Channel", optional = true },
    category     = text{ optional = true },
    subcategory  = text{ optional = true },
    priority     = text{},
    made_sla     = flag{ yes = "true", no = "false" },
    reopen_count = number{},
  },

  unknown = "?",
  keep_last = "number",
  unmatched = "error",                                -- cannot be: the row says who everybody is

  row = function(r, emit)
    local name = r.caller_id or "Caller not named"    -- tickets that name nobody count together, rather than not at all
    local caller = slug(name)
    local over = r.resolved_at or r.closed_at         -- some were closed and never marked as solved

    emit { "stakeholder", id = caller, name = name, kind = "person", roles = "user", relationship = { model = "caller" } }
    emit { "interaction", of = caller, at = r.opened_at, key = r.number, channel = CHANNELS[r.contact_type] or "ticket", direction = "in" }
    emit {
      "incident", of = caller, at = r.opened_at, key = r.number, resolved_at = over,
      severity = SEVERITIES[r.priority] or "minor", title = r.subcategory or r.category,
    }
    if over then
      emit {
        "measure", of = caller, at = over, key = r.number, source = "ticket system",
        values = {
          sla = r.made_sla and 1 or 0, reopenings = r.reopen_count,
          resolution_hours = r.resolved_at and hours_between(r.opened_at, r.resolved_at),
        },
      }
    end
  end,
}
