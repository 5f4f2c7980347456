-- The reservation book as our booking system exports it: semicolons, day first, decimal commas, a new line for each change.
--
--   Reservation;Guest;Date;Persons;Table;Status;Bill;Remark
--   R-1042;Rossi Maria;14/3/2026 20:00;2;7;booked;;
--   R-1042;Rossi Maria;14/3/2026 20:00;2;7;seated;84,50;
--
-- Only who sat down was in contact with us. The bill is kept as a measure, so that a rule can add it up.
return {
  doc = "Visits and bills, from the booking system's export.",

  columns = {
    number = text{ from = { "Reservation", "Reservation no" } },
    guest  = text{ from = { "Guest", "Name" } },
    at     = date{ "d/m/yyyy HH:MM", "d/m/yyyy", from = { "Date" } },
    status = text{ from = { "Status" } },
    bill   = number{ from = { "Bill" }, decimal = ",", optional = true },
    remark = text{ from = { "Remark", "Note" }, optional = true },
  },

  unknown = { "?", "-", "n/a" },
  keep_last = "number",                               -- booked, moved, seated: the last line tells how it ended
  unmatched = "hold",                                 -- a guest we do not know waits for somebody who does

  row = function(r, emit)
    if r.guest == nil then return end                 -- walked in without a name
    if r.status ~= "seated" then return end           -- booked, cancelled, no-show: nobody met

    emit {
      "interaction",
      of = r.guest, at = r.at, key = r.number,
      channel = "visit", direction = "in",
      note = r.remark or (r["Table"] and "Table " .. r["Table"]),   -- a column that was not declared is a text
    }
    if r.bill then
      emit { "measure", of = r.guest, at = r.at, key = r.number .. " bill", values = { spend = r.bill }, source = "booking system" }
    end
  end,
}
