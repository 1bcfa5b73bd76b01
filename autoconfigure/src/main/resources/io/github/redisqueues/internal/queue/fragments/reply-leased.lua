-- Adds the leased messages to a reply: the lengths of id, receipt and envelope, and these.
-- Needs: reply, ids, receipts, envelopes
-- Provides: none

for i, id in ipairs(ids) do
	local receipt, envelope = receipts[i] or '1', envelopes[i]
	reply[#reply + 1] = struct.pack('>I4I4I4', #id, #receipt, #envelope) .. id .. receipt .. envelope
end
