-- Stores one message that is ready, if its id is new. Does what list-add.lua does for any number, but costs less.
-- KEYS: messages ready
-- Needs: id, rest, header
-- Provides: none

--@ unpacked
if redis.call('HSETNX', messages, id, header .. rest) == 1 and redis.call('RPUSH', ready, id) % EACH == 0 then
	--@ unpack-messages
	unpack_messages()
end
