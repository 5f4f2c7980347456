return {
  features = { silence = days_since("contact") },
  params = { far = 90 },
  factors = {
    { "silence", value = function(r, p)
        r.silence = 0
        return 1
      end },
    { "params", value = function(r, p)
        p.far = 1
        return 1
      end },
  },
}
