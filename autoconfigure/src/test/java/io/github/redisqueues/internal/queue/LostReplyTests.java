package io.github.redisqueues.internal.queue;

import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.queue.SchedulableQueue.Outcome;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;
import io.github.redisqueues.queue.SendResult;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A connection that breaks before a request or after it was executed. Lettuce then
 * connects again and repeats what was not answered, so each script may run twice.
 */
@Timeout(60)
class LostReplyTests {

	private static final String SCRIPT = "EVALSHA";

	private final RedisTestServer server = RedisTestServer.shared();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private TestQueues queues;

	private TestQueues throughProxy;

	@BeforeEach
	void connect() {
		this.queues = new TestQueues(this.server);
		this.throughProxy = throughProxy(Duration.ofSeconds(10));
	}

	@AfterEach
	void disconnect() {
		this.throughProxy.close();
		this.queues.close();
		this.proxy.close();
	}

	private TestQueues throughProxy(Duration timeout) {
		return new TestQueues(this.server,
				this.server.connectionFactory(timeout, (configuration) -> configuration.setPort(this.proxy.port())));
	}

	@ParameterizedTest
	@EnumSource
	void sendsOnceThoughTheConnectionIsCut(QueueType type) {
		Pair pair = pair(type);
		for (Cut cut : Cut.values()) {
			cut.arm(this.proxy);
			String id = pair.faulty().send("a");
			assertThat(pair.plain().size()).as("sent and cut " + cut).isEqualTo(1);
			assertThat(pair.plain().receive()).hasValueSatisfying((delivery) -> {
				assertThat(delivery.id()).isEqualTo(id);
				assertThat(delivery.ack()).isTrue();
			});
			cut.arm(this.proxy);
			assertThat(pair.faulty().sendAll(List.of("b", "c"))).hasSize(2);
			assertThat(pair.plain().poll(10)).as("sent together and cut " + cut).hasSize(2);
		}
		assertThat(this.proxy.injected()).isEqualTo(4);
		pair.checkEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void takesItsOwnMessageForADuplicateOnlyIfItsIdWasGiven(QueueType type) {
		Pair pair = pair(type);
		for (Cut cut : Cut.values()) {
			cut.arm(this.proxy);
			assertThat(pair.faulty().trySend("plain").outcome()).as("cut %s", cut).isEqualTo(SendResult.Outcome.STORED);
			cut.arm(this.proxy);
			SendOptions named = SendOptions.defaults().deduplicationId("name " + cut);
			SendResult stored = pair.faulty().trySend("named", named);
			assertThat(stored.outcome()).as("cut %s", cut).isEqualTo(SendResult.Outcome.STORED);
			assertThat(pair.plain().trySend("again", named))
				.isEqualTo(new SendResult(stored.id(), SendResult.Outcome.DUPLICATE));
			cut.arm(this.proxy);
			assertThat(pair.faulty().trySend("given", SendOptions.defaults().id("given " + cut))).as("cut %s", cut)
				.isEqualTo(new SendResult("given " + cut,
						cut.executed ? SendResult.Outcome.DUPLICATE : SendResult.Outcome.STORED));
			assertThat(pair.plain().poll(10)).as("cut %s", cut).containsExactlyInAnyOrder("plain", "named", "given");
		}
		pair.checkEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void replacesOnceThoughTheConnectionIsCut(QueueType type) {
		Pair pair = pair(type);
		SendOptions debounced = SendOptions.defaults()
			.deduplicationId("name")
			.debounce(Duration.ofHours(1), Duration.ofHours(1));
		for (Cut cut : Cut.values()) {
			cut.arm(this.proxy);
			SendResult first = pair.faulty().trySend("first", debounced);
			assertThat(first.outcome()).as("cut %s", cut).isEqualTo(SendResult.Outcome.STORED);
			cut.arm(this.proxy);
			assertThat(pair.faulty().trySend("second", debounced)).as("cut %s", cut)
				.isEqualTo(new SendResult(first.id(), SendResult.Outcome.REPLACED));
			assertThat(pair.plain().browse(0, 10)).as("cut %s", cut)
				.extracting(QueuedMessage::payload)
				.containsExactly("second");
			assertThat(pair.plain().purge()).isEqualTo(1);
		}
		pair.checkEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void sendsATickOnceThoughTheConnectionIsCut(QueueType type) {
		Pair pair = pair(type);
		SchedulableQueue<String> faulty = (SchedulableQueue<String>) pair.faulty();
		Instant tick = Instant.parse("2026-01-01T00:00:00Z");
		for (Cut cut : Cut.values()) {
			tick = tick.plusSeconds(1);
			cut.arm(this.proxy);
			assertThat(faulty.sendTick("nightly", tick, Duration.ZERO, "a").outcome()).as("cut " + cut)
				.isEqualTo(cut.executed ? Outcome.DONE : Outcome.SENT);
			assertThat(pair.plain().poll(10)).as("cut " + cut).containsExactly("a");
		}
		assertThat(this.proxy.injected()).isEqualTo(2);
		pair.checkEmpty();
	}

	@Test
	void readsNoReplyThatIsMadeOfTwo() {
		Pair pair = pair(QueueType.FIFO);
		pair.plain().sendAll(List.of("a", "b", "c"));
		// All of them inside of the reply: after a whole one the next request may meet
		// the end of the connection
		for (int bytes = 1; bytes < 45; bytes += 3) {
			this.proxy.cutInside(SCRIPT, bytes);
			assertThat(pair.faulty().stats()).as("stats, cut after %s bytes", bytes)
				.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
				.containsExactly(3L, 0L, 0L, 0L);
			this.proxy.cutInside(SCRIPT, bytes);
			assertThat(pair.faulty().browse(0, 10)).as("browse, cut after %s bytes", bytes)
				.extracting(QueuedMessage::payload)
				.containsExactly("a", "b", "c");
		}
		for (int bytes = 1; bytes < 45; bytes += 20) {
			// A reply without a message would be too short; a repetition may take some,
			// too
			pair.plain().sendAll(List.of("d", "e", "f", "g"));
			this.proxy.cutInside(SCRIPT, bytes);
			pair.faulty().receive().ifPresent((delivery) -> assertThat(delivery.nack()).isTrue());
		}
		assertThat(this.proxy.injected()).isEqualTo(33);
	}

	@ParameterizedTest
	@EnumSource
	void leasesOnlyWhatArrivesWhenTheReplyToAReceiveIsLost(QueueType type) {
		Pair pair = pair(type);
		pair.plain().sendAll(List.of("a", "b"));
		this.proxy.cutAfter(SCRIPT);
		Delivery<String> replayed = pair.faulty().receive().orElseThrow();
		assertThat(pair.plain().stats().inFlight()).isEqualTo(1);
		Delivery<String> other = pair.plain().receive().orElseThrow();
		assertThat(other.payload()).isNotEqualTo(replayed.payload());
		assertThat(other.attempt()).isEqualTo(1);
		assertThat(replayed.ack()).isTrue();
		assertThat(other.ack()).isTrue();
		pair.checkEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void returnsWhatItCannotReadOnceThoughTheConnectionIsCut(QueueType type) {
		Pair pair = pair(type);
		AtomicReference<Runnable> onRead = new AtomicReference<>(() -> {
		});
		RedisQueue<String> older = this.throughProxy.create(QueueSettings.builder(pair.plain().name(), String.class)
			.type(type)
			.payloadConverter(new Unable(() -> Objects.requireNonNull(onRead.get()).run()))
			.backoff(new Backoff(Duration.ofHours(9), 1, Duration.ofHours(9)))
			.build());
		List<Supplier<List<?>>> calls = List.of(() -> older.poll(1), () -> older.receive(1, Duration.ZERO));
		for (Supplier<List<?>> call : calls) {
			for (Optional<Cut> cut : List.of(Optional.<Cut>empty(), Optional.of(Cut.BEFORE), Optional.of(Cut.AFTER))) {
				pair.plain().send("a");
				onRead.set(() -> cut.ifPresent((armed) -> armed.arm(this.proxy)));
				assertThat(call.get()).isEmpty();
				assertThat(pair.plain().stats())
					.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
					.as("after the cut %s", cut)
					.containsExactly(0L, 1L, 0L, 0L);
				assertThat(pair.plain().browse(0, 2)).singleElement().satisfies((message) -> {
					assertThat(message.attempts()).isEqualTo(1);
					assertThat(pair.plain().cancel(message.id())).isTrue();
				});
				pair.checkEmpty();
			}
		}
		assertThat(this.proxy.injected()).isEqualTo(4);
	}

	@ParameterizedTest
	@EnumSource
	void settlesOnceThoughTheConnectionIsCut(QueueType type) {
		Pair pair = pair(type);
		for (Cut cut : Cut.values()) {
			pair.plain().sendAll(List.of("a", "b", "c", "d", "e"));
			List<Delivery<String>> deliveries = pair.faulty().receive(5, Duration.ZERO);
			cut.arm(this.proxy);
			assertThat(deliveries.get(0).ack()).isEqualTo(!cut.executed);
			cut.arm(this.proxy);
			assertThat(deliveries.get(1).nack()).isEqualTo(!cut.executed);
			cut.arm(this.proxy);
			assertThat(deliveries.get(2).nack(Duration.ofHours(1))).isEqualTo(!cut.executed);
			cut.arm(this.proxy);
			assertThat(deliveries.get(3).reject("bad")).isEqualTo(!cut.executed);
			cut.arm(this.proxy);
			assertThat(deliveries.get(4).extend(Duration.ofMinutes(1))).as("safe to repeat").isTrue();
			assertThat(pair.plain().stats())
				.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
				.containsExactly(1L, 1L, 1L, 1L);
			assertThat(pair.plain().browse(0, 10)).as("one attempt each")
				.allSatisfy((message) -> assertThat(message.attempts()).isEqualTo(1));
			cut.arm(this.proxy);
			assertThat(pair.faulty().ack(deliveries)).isEqualTo(cut.executed ? 0 : 1);
			cut.arm(this.proxy);
			assertThat(pair.faulty().deadLetters().redrive(1)).isEqualTo(cut.executed ? 0 : 1);
			cut.arm(this.proxy);
			String ready = pair.plain().browse(0, 1).get(0).id();
			assertThat(pair.faulty().cancel(ready)).isEqualTo(!cut.executed);
			this.queues.invariant(pair.plain()).check();
			assertThat(pair.plain().purge()).isEqualTo(2);
			pair.checkEmpty();
		}
		assertThat(this.proxy.injected()).isEqualTo(16);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LIFO")
	void aGroupGoesOnByOneThoughTheConnectionIsCut(QueueType type) {
		Pair pair = pair(type);
		SendOptions grouped = SendOptions.defaults().group("a");
		for (Cut cut : Cut.values()) {
			cut.arm(this.proxy);
			pair.faulty().sendAll(List.of("acked", "rejected", "nacked", "cancelled"), grouped);
			cut.arm(this.proxy);
			pair.faulty().sendAll(List.of("last", "purged"), grouped.delay(Duration.ofMillis(1)));
			for (String payload : List.of("acked", "rejected", "nacked")) {
				Delivery<String> delivery = pair.faulty().receive().orElseThrow();
				assertThat(delivery.payload()).isEqualTo(payload);
				cut.arm(this.proxy);
				boolean settled = switch (payload) {
					case "acked" -> delivery.ack();
					case "rejected" -> delivery.reject("bad");
					default -> delivery.nack(Duration.ofHours(1));
				};
				assertThat(settled).isEqualTo(!cut.executed);
				this.queues.invariant(pair.plain()).check();
			}
			for (String payload : List.of("nacked", "cancelled")) {
				QueuedMessage<String> waiting = pair.plain()
					.browse(0, 10)
					.stream()
					.filter((message) -> message.payload().equals(payload))
					.findFirst()
					.orElseThrow();
				cut.arm(this.proxy);
				assertThat(pair.faulty().cancel(waiting.id())).isEqualTo(!cut.executed);
				this.queues.invariant(pair.plain()).check();
			}
			cut.arm(this.proxy);
			assertThat(pair.faulty().deadLetters().redrive(1)).isEqualTo(cut.executed ? 0 : 1);
			assertThat(this.queues.invariant(pair.plain()).check().ready()).hasSize(1);
			assertThat(pair.plain().receive().orElseThrow().ack()).isTrue();
			cut.arm(this.proxy);
			pair.faulty().purge();
			pair.checkEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void sendsOnceWhenAnUnknownOutcomeIsRepeatedWithItsId(QueueType type) {
		try (TestQueues impatient = throughProxy(Duration.ofSeconds(1))) {
			Pair pair = pair(type, impatient, Duration.ofSeconds(30));
			pair.faulty().size();
			this.proxy.refuse();
			this.proxy.cutAfter(SCRIPT);
			assertThatExceptionOfType(SendOutcomeUnknownException.class).isThrownBy(() -> pair.faulty().send("a"))
				.isInstanceOf(RedisOutcomeUnknownException.class)
				.satisfies((ex) -> {
					this.proxy.heal();
					assertThat(ex.ids()).hasSize(1);
					SendOptions again = SendOptions.defaults().id(ex.ids().get(0));
					assertThat(pair.plain().send("a", again)).isEqualTo(ex.ids().get(0));
				});
			assertThat(pair.plain().poll(10)).containsExactly("a");
			pair.checkEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource
	void waitsOnThoughTheConnectionIsCut(QueueType type) {
		Pair pair = pair(type);
		BlockedCall<Optional<String>> waiter = new BlockedCall<>(() -> pair.faulty().poll(Duration.ofSeconds(30)));
		String waiters = this.queues.invariant(pair.plain()).key("waiters");
		Awaitility.await().until(() -> this.server.connection().number("ZCARD", waiters) == 1);
		this.proxy.cutAll();
		pair.plain().send("a");
		assertThat(waiter.within(Duration.ofSeconds(15))).contains("a");
	}

	@ParameterizedTest
	@EnumSource
	void isOnlySlowerOverASlowConnection(QueueType type) {
		Pair pair = pair(type);
		this.proxy.delay(Duration.ofMillis(20));
		pair.faulty().sendAll(List.of("a", "b"));
		assertThat(pair.faulty().ack(pair.faulty().receive(2, Duration.ofSeconds(1)))).isEqualTo(2);
		pair.checkEmpty();
	}

	private Pair pair(QueueType type) {
		return pair(type, this.throughProxy, Duration.ofSeconds(30));
	}

	private Pair pair(QueueType type, TestQueues behindProxy, Duration leaseTime) {
		QueueSettings<String> settings = QueueSettings.builder("q" + UUID.randomUUID(), String.class)
			.type(type)
			.leaseTime(leaseTime)
			.build();
		return new Pair(behindProxy.create(settings), this.queues.create(settings));
	}

	/**
	 * Can write and not read.
	 */
	private record Unable(Runnable onRead) implements PayloadConverter {

		@Override
		public byte[] write(Object payload, Type type) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Object read(byte[] bytes, Type type) {
			this.onRead.run();
			throw new PayloadException("of another release", null);
		}

	}

	private enum Cut {

		BEFORE(false), AFTER(true);

		private final boolean executed;

		Cut(boolean executed) {
			this.executed = executed;
		}

		void arm(FaultyProxy proxy) {
			if (this.executed) {
				proxy.cutAfter(SCRIPT);
			}
			else {
				proxy.cutBefore(SCRIPT);
			}
		}

	}

	/**
	 * One queue, behind the proxy and without it.
	 */
	private final class Pair {

		private final RedisQueue<String> faulty;

		private final RedisQueue<String> plain;

		Pair(RedisQueue<String> faulty, RedisQueue<String> plain) {
			this.faulty = faulty;
			this.plain = plain;
			// The first call of a process also brings its scripts to the server
			plain.purge();
			faulty.size();
		}

		RedisQueue<String> faulty() {
			return this.faulty;
		}

		RedisQueue<String> plain() {
			return this.plain;
		}

		void checkEmpty() {
			LostReplyTests.this.queues.invariant(this.plain).checkEmpty();
		}

	}

}
