-- a to-be-closed variable that is no closable value
do local x <close> = 'text' end
