-- Reads dead letters, or only what they died of: the latest ones, or those before a given one. If that is gone, those that died
-- before its moment.
-- KEYS: messages dead reasons attempts
-- ARGV: [limit before_moment with_messages] before_id
-- Returns: how many dead letters there are; for each of the page, the longest dead first, its id, moment of death and reason, and its receipt and envelope if `with_messages` is 1
-- Called by: ReasonsClient.groups, DeadLetterExport.write

--@ reply
local total = redis.call('ZCARD', dead)
local position = total
if before_id ~= '' then
	position = redis.call('ZRANK', dead, before_id) or redis.call('ZCOUNT', dead, '-inf', string.format('(%.0f', before_moment))
end
local reply = { struct.pack('>d', total) }
if position > 0 then
	local entries = redis.call('ZRANGE', dead, math.max(position - limit, 0), position - 1, 'WITHSCORES')
	local ids = {}
	for i = 1, #entries, 2 do
		ids[#ids + 1] = entries[i]
	end
	local known = redis.call('HMGET', reasons, unpack(ids))
	for i, id in ipairs(ids) do
		reply[#reply + 1] = text(id) .. struct.pack('>d', tonumber(entries[2 * i])) .. text(known[i] or '')
		if with_messages == 1 then
			reply[#reply + 1] = text(redis.call('HGET', attempts, id) or '1') .. text(redis.call('HGET', messages, id) or '')
		end
	end
end
return table.concat(reply)
