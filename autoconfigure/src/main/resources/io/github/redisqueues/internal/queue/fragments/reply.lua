-- A reply is one string, which costs Redis and the client less than a list: numbers are doubles, and a
-- text follows its length in four bytes. LuaReply.java reads it.
-- Needs: none
-- Provides: text()

local function text(value)
	return struct.pack('>I4', #value) .. value
end
