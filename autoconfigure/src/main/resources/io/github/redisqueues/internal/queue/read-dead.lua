-- Reads what dead letters died of, the longest dead first, and leaves out those before a given one. If that is gone, none is left out that
-- died in the same moment.
-- KEYS: dead reasons attempts
-- ARGV: [limit after_moment started_at sequence] after_id
-- Returns: now; for each its id, moment of death and reason, and 1 if it has been dead since a job that began at `started_at`, otherwise 0
-- Called by: RedriveClient.page

--@ clock
--@ reply
--@ dead-before
local position = 0
if after_id ~= '' then
	local rank = redis.call('ZRANK', dead, after_id)
	position = rank and rank + 1 or redis.call('ZCOUNT', dead, '-inf', string.format('(%.0f', after_moment))
end
local entries = redis.call('ZRANGE', dead, position, position + limit - 1, 'WITHSCORES')
local ids, reply = {}, { struct.pack('>d', now) }
for i = 1, #entries, 2 do
	ids[#ids + 1] = entries[i]
end
if ids[1] then
	local known, receipts = redis.call('HMGET', reasons, unpack(ids)), redis.call('HMGET', attempts, unpack(ids))
	for i, id in ipairs(ids) do
		local moment = tonumber(entries[2 * i])
		reply[#reply + 1] = text(id)
			.. struct.pack('>d', moment)
			.. text(known[i] or '')
			.. struct.pack('>d', was_dead_before(moment, receipts[i], started_at, sequence) and 1 or 0)
	end
end
return table.concat(reply)
