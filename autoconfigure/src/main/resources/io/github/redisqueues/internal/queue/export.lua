-- Reads a page of the messages that no consumer has, to be exported. What changes meanwhile must not hide a message
-- that stays, so a page begins after the last message of the one before, wherever that is by now, and the messages
-- are read in the order in which they move on: delayed, ready, waiting in their groups, and once more those that
-- became ready since. Part 1 is the delayed messages, 2 the ready ones, 3 those that wait, 4 those that are ready since.
-- KEYS: ready messages delayed expiries attempts places heads grouped meta
-- ARGV: [part limit after_score since_sequence] after_member
-- Returns: how many messages the part has, how many were read, the score of the last one, how many wait in groups, the latest sequence; the last member; for each message its id, its state (0 ready, 1 waiting, 2 delayed, 3 delayed and the head of its group), the moment when it falls due or 0, the moment when it expires or 0, its receipt and envelope
-- Called by: MessageExport.write

--@ reply
--@ page-of-set
local ids, states, dues, total, read = {}, {}, {}, 0, 0
local last_member, last_score = after_member, after_score
if part == 1 then
	total = redis.call('ZCARD', delayed)
	local entries = page_after(delayed)
	for i = 1, #entries, 2 do
		local id = entries[i]
		local place = redis.call('HGET', places, id)
		ids[#ids + 1] = id
		states[#ids] = place and redis.call('HGET', heads, string.sub(place, 7)) == id and 3 or 2
		dues[#ids] = math.ceil(tonumber(entries[i + 1]))
		last_member, last_score = id, tonumber(entries[i + 1])
	end
	read = #ids
elseif part == 3 then
	--@ groups
	total = redis.call('ZCARD', grouped)
	local members = redis.call('ZRANGE', grouped, after_member == '' and '-' or '(' .. after_member, '+', 'BYLEX', 'LIMIT', 0, limit)
	for i, member in ipairs(members) do
		ids[i], states[i] = id_of_waiting(member), 1
	end
	read = #ids
	last_member = members[read] or after_member
else
	--@ ready-page
end
local reply = {
	struct.pack('>ddddd', total, read, last_score, redis.call('ZCARD', grouped), tonumber(redis.call('HGET', meta, 'sequence') or 0)) .. text(last_member),
}
for i, id in ipairs(ids) do
	local envelope = redis.call('HGET', messages, id)
	if envelope then
		reply[#reply + 1] = text(id)
			.. struct.pack('>ddd', states[i] or 0, dues[i] or 0, tonumber(redis.call('ZSCORE', expiries, id) or 0))
			.. text(redis.call('HGET', attempts, id) or '1')
			.. text(envelope)
	end
end
return table.concat(reply)
