return extend("colder", {})
