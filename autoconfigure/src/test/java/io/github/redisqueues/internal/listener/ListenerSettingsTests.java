package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;

import io.github.redisqueues.listener.ListenerSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The durations that a container can count with.
 */
class ListenerSettingsTests {

	@ParameterizedTest
	@MethodSource
	void refusesDurationsThatNobodyCanWaitFor(Duration duration) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ListenerSettings.builder().shutdownTimeout(duration).build())
			.withMessage("shutdownTimeout " + requirement(duration) + ", but is " + duration);
		assertThatIllegalArgumentException().isThrownBy(() -> ListenerSettings.builder().timeLimit(duration).build())
			.withMessage("timeLimit " + requirement(duration) + ", but is " + duration);
	}

	private static String requirement(Duration duration) {
		return duration.isNegative() ? "must not be negative" : "must not be longer than 10000 days";
	}

	static Stream<Duration> refusesDurationsThatNobodyCanWaitFor() {
		return Stream.of(Duration.ofDays(10_000).plusNanos(1), Duration.ofSeconds(Long.MAX_VALUE),
				ChronoUnit.FOREVER.getDuration(), Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE));
	}

	@ParameterizedTest
	@MethodSource
	void acceptsTheShortestAndTheLongest(Duration duration) {
		ListenerSettings settings = ListenerSettings.builder().shutdownTimeout(duration).timeLimit(duration).build();
		assertThat(settings.shutdownTimeout()).isEqualTo(duration);
		assertThat(settings.timeLimit()).isEqualTo(duration);
		// Moments are counted in nanoseconds
		assertThat(duration.toNanos()).isNotNegative();
	}

	static Stream<Duration> acceptsTheShortestAndTheLongest() {
		return Stream.of(Duration.ZERO, Duration.ofDays(10_000));
	}

}
