-- A reply is one string, which costs Redis and the client less than a list: numbers as doubles,
-- and texts behind their length of four. LuaReply.java reads it.
-- Provides: text

local function text(value)
	return struct.pack('>I4', #value) .. value
end
