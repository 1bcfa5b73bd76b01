-- Makes Redis store the messages unpacked.
-- KEYS: messages
-- Needs: none
-- Provides: unpack_messages()

--@ unpacked
local function unpack_messages()
	redis.call('HSET', messages, LONG, '')
	redis.call('HDEL', messages, LONG)
end
