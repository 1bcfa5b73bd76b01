-- Reads what tells why the messages of a queue move or do not move. Changes nothing. Looks at a bounded number
-- of leases, groups and listeners.
-- KEYS: messages delayed inflight dead attempts paused grouped heads fleet listeners consumers meta waiters
-- ARGV: [max_in_flight rate_permits rate_period]
-- Returns: now; how many messages are ready, wait in groups, are delayed, in flight and dead; how many processes wait;
--          when the next delayed message falls due, when the rate allows the next message, when the next message
--          was sent, and when a process last told that it had looked for messages, each -1 if there is none; what read-pauses.lua and read-limits.lua return; how many processes
--          hold messages, and for each its name or '', how many messages, and when the first and the last lease
--          ends; how many blocked groups there are (0 or 1), and for that one the group, how many messages wait,
--          the message that they wait for, its state (0 ready, 2 delayed, 3 in flight), when that ends or -1, its
--          receipt and the process that holds it or ''; and for each listener what register-listeners.lua stores
-- Called by: DiagnosisClient.read

--@ clock
--@ pauses
--@ reply
--@ lease-mark
--@ envelope
--@ ready-count
--@ ready-first
--@ rate-limited-waiters
--@ consumers
-- Milliseconds
local WAITER_TIMEOUT = 15000
local MAX_LEASES = 1000
local MAX_GROUPS = 20
local MAX_LISTENERS = 200
local reply = {}

local function add_numbers(...)
	reply[#reply + 1] = struct.pack('>' .. string.rep('d', select('#', ...)), ...)
end

local due = redis.call('ZCOUNT', delayed, '-inf', now)
local ended = redis.call('ZCOUNT', inflight, '-inf', now)
local waiting = redis.call('ZCARD', grouped)
local deliverable = ready_count + due + ended
local next_due = redis.call('ZRANGE', delayed, '(' .. now, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')[2]
local _, permits, period = changed_limits(max_in_flight, rate_permits, rate_period)
local next_permit = -1
if permits > 0 then
	rate_permits, rate_period = permits, period
	--@ rate
	if bucket.tokens < 1 then
		next_permit = now + math.ceil((1 - bucket.tokens) * rate_period / rate_permits / 1000)
	end
end
local looked_at = -1
local told = told_consumers()
for i = 1, #told, 2 do
	if #told[i] >= 16 then
		local _, look_age = struct.unpack('>dd', told[i])
		if look_age >= 0 then
			looked_at = math.max(looked_at, told[i + 1] - look_age)
		end
	end
end
local next_envelope = first_ready and redis.call('HGET', messages, first_ready)
add_numbers(
	now,
	deliverable,
	waiting,
	redis.call('ZCARD', delayed) - due,
	redis.call('ZCARD', inflight) - ended,
	redis.call('ZCARD', dead),
	redis.call('ZCOUNT', waiters, now - WAITER_TIMEOUT, '(' .. RATE_LIMITED)
		+ redis.call('ZCOUNT', waiters, now + RATE_LIMITED - WAITER_TIMEOUT, '+inf'),
	next_due and math.ceil(tonumber(next_due)) or -1,
	next_permit,
	next_envelope and sent_at_of(next_envelope) or -1,
	looked_at
)
local delivery, delivery_since, sending, sending_since, texts = read_pauses()
add_numbers(delivery, delivery_since, sending, sending_since)
reply[#reply + 1] = texts .. stored_limits()

-- Returns the name of the process that has a lease, or ''.
local function owner_of(slot)
	return slot > 0 and redis.call('HGET', meta, 'owner.' .. slot) or ''
end

local holders, slots = {}, {}
local leases = redis.call('ZRANGE', inflight, '(' .. now, '+inf', 'BYSCORE', 'LIMIT', 0, MAX_LEASES, 'WITHSCORES')
for i = 2, #leases, 2 do
	local deadline = math.ceil(tonumber(leases[i]))
	local slot = slot_of(tonumber(leases[i]))
	if not holders[slot] then
		holders[slot] = { count = 0, first = deadline }
		slots[#slots + 1] = slot
	end
	holders[slot].count = holders[slot].count + 1
	holders[slot].last = deadline
end
add_numbers(#slots)
for _, slot in ipairs(slots) do
	reply[#reply + 1] = text(owner_of(slot))
	add_numbers(holders[slot].count, holders[slot].first, holders[slot].last)
end

-- Returns the group that matters most and how many messages wait in it: one whose head is delayed, or else the
-- largest.
local function blocked_group()
	local found, most, most_delayed
	local from = '-'
	for _ = 1, MAX_GROUPS do
		local member = redis.call('ZRANGE', grouped, from, '+', 'BYLEX', 'LIMIT', 0, 1)[1]
		if not member or #member < 8 then
			break
		end
		local line = string.sub(member, 1, 2 + struct.unpack('>I2', member))
		from = '(' .. line .. string.rep('\255', 7)
		local last = redis.call('ZRANGE', grouped, from, '[' .. line, 'BYLEX', 'REV', 'LIMIT', 0, 1)[1]
		local count = redis.call('ZRANK', grouped, last) - redis.call('ZRANK', grouped, member) + 1
		local head = redis.call('HGET', heads, string.sub(line, 3))
		local is_delayed = head and redis.call('ZSCORE', delayed, head) and true or false
		if not found or (is_delayed and not most_delayed) or (is_delayed == most_delayed and count > most) then
			found, most, most_delayed = string.sub(line, 3), count, is_delayed
		end
	end
	return found, most
end

local group, behind = nil, 0
if deliverable == 0 and waiting > 0 then
	group, behind = blocked_group()
end
local head = group and redis.call('HGET', heads, group)
add_numbers(head and 1 or 0)
if head then
	local state, moment = 3, redis.call('ZSCORE', inflight, head)
	local owner = moment and owner_of(slot_of(tonumber(moment))) or ''
	if not moment then
		state, moment = 2, redis.call('ZSCORE', delayed, head)
	end
	reply[#reply + 1] = text(group)
	add_numbers(behind)
	reply[#reply + 1] = text(head)
	add_numbers(moment and state or 0, math.ceil(tonumber(moment or -1)))
	reply[#reply + 1] = text(redis.call('HGET', attempts, head) or '1') .. text(owner)
end

local live = redis.call('ZRANGE', fleet, '(' .. now, '+inf', 'BYSCORE', 'LIMIT', 0, MAX_LISTENERS)
if live[1] then
	for _, stored in ipairs(redis.call('HMGET', listeners, unpack(live))) do
		reply[#reply + 1] = stored and text(stored) or nil
	end
end
return table.concat(reply)
