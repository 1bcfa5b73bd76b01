package io.github.redisqueues.internal.queue.contract;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code stored} of an exported message may be after somebody edited the file.
 */
final class WrongEnvelopes {

	/**
	 * Nothing; too short; of another version; with unknown flags; sent in 1970, and far
	 * in the future; and one each that ends within the headers, the group, the rank and
	 * the deduplication id.
	 */
	static final List<byte[]> ALL = Stream
		.of("", "\0\0\0", "\1", "\1\0\0\0\0\0\0\0\0", "\2\0\102\171xxxxxx\"a\"", "\1\200\102\171xxxxxx\"a\"",
				"\1\0\0\0\0\0\0\0\0\0\"a\"", "\1\0\177\357xxxxxx\"a\"", "\1\4\102\171xxxxxx\377",
				"\1\10\102\171xxxxxx\377\377", "\1\2\102\171xxxxxx\"a\"", "\1\1\102\171xxxxxx\1\0\"a\"",
				"rubbish of some length")
		.map((text) -> text.getBytes(StandardCharsets.ISO_8859_1))
		.toList();

	private WrongEnvelopes() {
	}

	static String replaceIn(String line, byte[] stored) {
		return line
			.replaceAll("\"stored\":\"[^\"]*\"", "\"stored\":\"" + Base64.getEncoder().encodeToString(stored) + "\"")
			.replaceAll("\"id\":\"[^\"]*\"", "\"id\":\"other\"");
	}

}
