return {
  features = { silence = days_since("contact") },
  factors = { { "silence", value = function(r) return rmap(r.silence, 90, 30) end } },
}
