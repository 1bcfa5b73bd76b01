package io.github.redisqueues.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class MomentsTests {

	private static final Duration LEASE = Duration.ofSeconds(20);

	@ParameterizedTest
	@MethodSource
	void aMomentIsFoundHoweverItIsWritten(byte[] argument) {
		assertThat(Moments.in(argument)).isNotEmpty();
	}

	static Stream<byte[]> aMomentIsFoundHoweverItIsWritten() {
		Instant later = Instant.now().plus(LEASE);
		long millis = later.toEpochMilli();
		return Stream.of(text(millis), text(later.getEpochSecond()), text(millis * 1_000), text(later),
				ByteBuffer.allocate(24).putLong(3).putLong(millis).putLong(5).array(),
				ByteBuffer.allocate(9).put((byte) 1).order(ByteOrder.LITTLE_ENDIAN).putLong(millis).array(),
				ByteBuffer.allocate(8).putDouble(millis).array());
	}

	private static byte[] text(Object moment) {
		return ("lease-" + moment + ";").getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void numbersThatAreNoMomentsPass() {
		assertThat(Moments.in("30000".getBytes(StandardCharsets.UTF_8))).isEmpty();
		assertThat(Moments.in(ByteBuffer.allocate(16).putLong(LEASE.toMillis()).putLong(100).array())).isEmpty();
	}

}
