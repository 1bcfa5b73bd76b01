-- Of several queues each is asked, before any gets its message, whether it will take it.
-- Needs: asking
-- Returns: 2 while asking

if asking then
	return struct.pack('>dd', 2, 0) .. text('')
end
