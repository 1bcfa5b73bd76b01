-- Reads the messages that were taken.
-- KEYS: messages
-- Needs: ids
-- Provides: envelopes, are_plain (whether all are there)

local envelopes = ids[2] and redis.call('HMGET', messages, unpack(ids)) or { redis.call('HGET', messages, ids[1]) }
local are_plain = true
for i = 1, #ids do
	are_plain = are_plain and envelopes[i]
end
