-- Are we in touch as often as the relationship model says?
--
-- With e days since the last contact that counts: green e ≤ ideal < amber e ≤ max < red. The score draws these three
-- stretches on 0 … 1 so that each meets its band's lower bound exactly: 1 today, 0.75 at the ideal, 0.5 at the longest, then
-- falling towards 0. Silence counts from the later of the relationship's beginning and the day the record begins.
-- Source: house.
return {
  doc = "Silence against the cadence of the relationship model.",

  features = {
    silence = days_since("contact"),
  },

  factors = {
    { "contact", say = "{silence|day} without a contact that counts",
      value = function(r)
        local e, ideal, max = r.silence, r.cadence.ideal, r.cadence.max
        if e <= ideal then return 1 - 0.25 * (e / ideal) end
        if e <= max then return 0.75 - 0.25 * ((e - ideal) / (max - ideal)) end
        return 0.5 * (max / e)
      end },
  },

  bands = { { "red", 0 }, { "amber", 0.5 }, { "green", 0.75 } },
}
