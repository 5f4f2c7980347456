-- an error without an object
error(nil)
