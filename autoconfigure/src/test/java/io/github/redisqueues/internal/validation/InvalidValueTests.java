package io.github.redisqueues.internal.validation;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.topic.TopicSettings;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Settings that are given a wrong value name it as in Java, so that the property can be
 * told from it, and say what it must be.
 */
class InvalidValueTests {

	private static final Duration NEGATIVE = Duration.ofMillis(-1);

	private static final Duration SECOND = Duration.ofSeconds(1);

	static Stream<Arguments> wrongValues() {
		return Stream.of(queue("name", (builder) -> QueueSettings.builder("a\tb", String.class)),
				queue("key", (builder) -> builder.key("")), queue("capacity", (builder) -> builder.capacity(-1)),
				queue("leaseTime", (builder) -> builder.leaseTime(NEGATIVE)),
				queue("maxAttempts", (builder) -> builder.maxAttempts(0)),
				queue("delay", (builder) -> builder.delay(NEGATIVE)),
				queue("timeToLive", (builder) -> builder.timeToLive(NEGATIVE)),
				queue("timeToLive", (builder) -> builder.timeToLive(SECOND).delay(SECOND)),
				queue("maxInFlight", (builder) -> builder.maxInFlight(-1)),
				queue("duplicateWindow", (builder) -> builder.duplicateWindow(NEGATIVE)),
				wrong(QueueSettings.class, "rate", () -> Rate.parse("fast")),
				wrong(QueueSettings.class, "rate", () -> Rate.of(0, SECOND)),
				wrong(Backoff.class, "initial", () -> new Backoff(NEGATIVE, 2, SECOND)),
				wrong(Backoff.class, "multiplier", () -> new Backoff(SECOND, 0.5, SECOND)),
				wrong(Backoff.class, "max", () -> new Backoff(SECOND, 2, Duration.ZERO)),
				wrong(TopicSettings.class, "name", () -> TopicSettings.of(" ", String.class)),
				wrong(TopicSettings.class, "key", () -> TopicSettings.of("news", String.class).key("")),
				wrong(ListenerSettings.class, "concurrency", () -> Concurrency.parse("8-2")),
				wrong(ListenerSettings.class, "batchSize", () -> ListenerSettings.builder().batchSize(0).build()),
				wrong(ListenerSettings.class, "timeLimit",
						() -> ListenerSettings.builder().timeLimit(NEGATIVE).build()),
				wrong(ListenerSettings.class, "shutdownTimeout",
						() -> ListenerSettings.builder().shutdownTimeout(NEGATIVE).build()),
				lock("namespace", () -> new LockSettings("a b", SECOND, SECOND, true)),
				lock("leaseTime", () -> new LockSettings("a", Duration.ZERO, SECOND, true)),
				lock("leaseTime", () -> new LockSettings("a", Duration.ofMillis(299), SECOND, true)),
				lock("waitTime", () -> new LockSettings("a", SECOND, NEGATIVE, true)),
				lock("waitTime", () -> LockOptions.defaults().waitTime(NEGATIVE)),
				lock("leaseTime", () -> LockOptions.defaults().leaseTime(Duration.ZERO)));
	}

	@ParameterizedTest
	@MethodSource("wrongValues")
	void namesAComponentOfTheSettings(Class<?> settings, String name, ThrowingCallable call) {
		InvalidValueException failure = catchThrowableOfType(InvalidValueException.class, call);
		assertThat(failure.name()).isEqualTo(name);
		assertThat(Arrays.stream(settings.getRecordComponents()).map(RecordComponent::getName)).contains(name);
		assertThat(failure.requirement()).startsWith("must ").doesNotContain(", but ");
		assertThat(failure).hasMessageStartingWith(name + " " + failure.requirement());
	}

	@Test
	void showsTheValueButOfALongTextTheLengthOnly() {
		assertThatIllegalArgumentException().isThrownBy(() -> Durations.requirePositive("leaseTime", NEGATIVE))
			.withMessage("leaseTime must be 1ms or more, but is PT-0.001S");
		assertThatIllegalArgumentException().isThrownBy(() -> Texts.requireName("key", "k".repeat(201)))
			.withMessage("key must have 1 to 200 characters, but has 201");
		assertThatIllegalArgumentException().isThrownBy(() -> Texts.requireName("key", "\ud800"))
			.withMessage("key must not contain an unpaired surrogate");
	}

	private static Arguments queue(String name, UnaryOperator<QueueSettings.Builder<String>> change) {
		return wrong(QueueSettings.class, name,
				() -> change.apply(QueueSettings.builder("orders", String.class)).build());
	}

	private static Arguments lock(String name, ThrowingCallable call) {
		return wrong(LockSettings.class, name, call);
	}

	private static Arguments wrong(Class<?> settings, String name, ThrowingCallable call) {
		return arguments(settings, name, call);
	}

}
