-- Stores one message that is ready, if its id is new. Does what sorted-add.lua does for any number, but costs less.
-- KEYS: messages ready meta
-- Needs: id, rest, header, priority
-- Provides: none

--@ order
--@ unpacked
local sequence = redis.call('HINCRBY', meta, 'sequence', '1')
local place = struct.pack('>I6', sequence)
if redis.call('HSETNX', messages, id, header .. struct.pack('>I4', priority) .. place .. rest) == 1 then
	-- Redis takes long to write a number
	local score = string.format('%d', DIRECTION * (priority - 2147483648))
	if sequence % EACH > 0 then
		redis.call('ZADD', ready, score, place .. id)
	else
		redis.call('ZADD', ready, score, LONG, score, place .. id)
		redis.call('ZREM', ready, LONG)
		--@ unpack-messages
		unpack_messages()
	end
end
