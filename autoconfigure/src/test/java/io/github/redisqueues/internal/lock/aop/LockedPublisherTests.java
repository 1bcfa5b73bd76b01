package io.github.redisqueues.internal.lock.aop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLock.OnFailure;
import io.github.redisqueues.lock.DistributedLock.OnLost;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockLostException;
import io.github.redisqueues.lock.LockUnavailableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LockedPublisherTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final LockedContext context = LockedContext.start(Shop.class);

	private final Shop shop = this.context.bean(Shop.class);

	private final Sinks.One<String> work = Sinks.one();

	private final Sinks.Many<Integer> items = Sinks.many().multicast().onBackpressureBuffer();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	void acquiresTheLockForEachSubscriptionAndHoldsItUntilTheMonoHasCompleted() {
		Mono<String> mono = this.shop.mono(this.work.asMono());
		assertThat(this.shop.runs()).hasValue(0);
		assertThat(this.context.isTaken("mono")).isFalse();
		List<String> results = new ArrayList<>();
		mono.subscribe(results::add);
		awaitTaken("mono", true);
		this.work.tryEmitValue("done");
		awaitTaken("mono", false);
		assertThat(mono.block(LONG)).isEqualTo("done");
		assertThat(this.shop.runs()).hasValue(2);
		assertThat(results).containsExactly("done");
		assertThat(this.context.isTaken("mono")).isFalse();
	}

	@Test
	void doesNotBlockTheThreadThatSubscribes() throws Exception {
		CountDownLatch subscribed = new CountDownLatch(1);
		try (LockHandle other = this.context.locks().acquire("patient")) {
			Schedulers.parallel().schedule(() -> {
				this.shop.patient().subscribe();
				subscribed.countDown();
			});
			assertThat(subscribed.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(this.shop.runs()).hasValue(0);
			other.assertHeld();
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.shop.runs()).hasValue(1));
	}

	@Test
	void excludesSubscriptionsFromEachOtherHoweverManyWait() {
		AtomicInteger inside = new AtomicInteger();
		Long count = Flux.range(0, 60)
			.flatMap((i) -> this.shop.counting(inside).subscribeOn(Schedulers.boundedElastic()), 60)
			.count()
			.block(LONG);
		assertThat(count).isEqualTo(60);
	}

	@Test
	void holdsTheLockUntilTheFluxHasCompleted() {
		List<Integer> received = new ArrayList<>();
		this.shop.flux(this.items.asFlux()).subscribe(received::add);
		awaitTaken("flux", true);
		this.items.tryEmitNext(1);
		this.items.tryEmitNext(2);
		assertThat(received).containsExactly(1, 2);
		assertThat(this.context.isTaken("flux")).isTrue();
		this.items.tryEmitComplete();
		awaitTaken("flux", false);
	}

	@Test
	void releasesTheLockWhenThePublisherFailsOrTheMethodDoes() {
		assertThatExceptionOfType(RuntimeException.class)
			.isThrownBy(() -> this.shop.mono(Mono.error(new IOException("broken"))).block(LONG))
			.withRootCauseInstanceOf(IOException.class);
		assertThat(this.context.isTaken("mono")).isFalse();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> this.shop.failing().block(LONG))
			.withMessage("broken");
		assertThat(this.context.isTaken("mono")).isFalse();
	}

	@Test
	void releasesTheLockWhenTheSubscriberCancels() {
		Disposable subscription = this.shop.flux(this.items.asFlux()).subscribe();
		awaitTaken("flux", true);
		subscription.dispose();
		awaitTaken("flux", false);
		assertThat(this.shop.flux(Flux.just(1, 2, 3)).blockFirst(LONG)).isOne();
		awaitTaken("flux", false);
	}

	@Test
	void leavesNothingBehindWhenTheSubscriberCancelsWhileItWaits() {
		for (int i = 0; i < 100; i++) {
			Disposable subscription = this.shop.mono(Mono.never()).subscribe();
			long end = System.nanoTime() + i * 20_000L;
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
			subscription.dispose();
		}
		awaitTaken("mono", false);
	}

	@Test
	void isAnErrorIfAnotherHasTheLockAndEmptyIfAskedFor() throws Exception {
		this.context.whileTaken("mono", () -> {
			assertThatExceptionOfType(LockUnavailableException.class)
				.isThrownBy(() -> this.shop.mono(Mono.just("ran")).block(LONG));
			assertThat(this.shop.skip().blockOptional(LONG)).isEmpty();
			assertThat(this.shop.skipAll().collectList().block(LONG)).isEmpty();
			return null;
		});
		assertThat(this.shop.skip().block(LONG)).isEqualTo("ran");
	}

	@Test
	void isAnErrorAtTheEndIfTheLockIsLost() {
		Mono<String> mono = this.shop.lose();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> mono.block(LONG));
	}

	@Test
	void isOnlyLoggedIfTheLockIsLostAndThatIsAskedFor() {
		assertThat(this.shop.loseAndLog().block(LONG)).isEqualTo("done");
	}

	@Test
	void isCancelledAtOnceIfTheLockIsLostAndThatIsAskedFor() {
		CountDownLatch cancelled = new CountDownLatch(1);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(
				() -> this.shop.interrupted(Flux.<Integer>never().doOnCancel(cancelled::countDown)).blockLast(LONG));
		Awaitility.await().until(() -> cancelled.getCount() == 0);
	}

	@Test
	void findsTheHoldInTheContextAndOnTheThreadThatRunsTheMethod() {
		assertThat(this.shop.contextual().block(LONG)).isEqualTo("mono");
	}

	@Test
	void evaluatesTheKeysWhenTheMethodIsCalled() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.shop.keyed(""));
		assertThat(this.shop.keyed("a").block(LONG)).containsExactly("a");
	}

	@Test
	void mayBeOfAnotherKindThatReactorKnows() {
		assertThat(JdkFlowAdapter.flowPublisherToFlux(this.shop.flow()).blockLast(LONG)).isEqualTo("flow");
		assertThat(this.context.isTaken("flow")).isFalse();
	}

	private void awaitTaken(String name, boolean taken) {
		Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> this.context.isTaken(name) == taken);
	}

	static class Shop {

		private final AtomicInteger runs = new AtomicInteger();

		AtomicInteger runs() {
			return this.runs;
		}

		@DistributedLock("mono")
		public Mono<String> mono(Mono<String> work) {
			this.runs.incrementAndGet();
			return work;
		}

		@DistributedLock(name = "patient", waitTime = "20s")
		public Mono<Integer> patient() {
			return Mono.fromCallable(this.runs::incrementAndGet);
		}

		@DistributedLock(name = "counting", waitTime = "20s")
		public Mono<Integer> counting(AtomicInteger inside) {
			return Mono.fromCallable(() -> {
				assertThat(inside.incrementAndGet()).isOne();
				Thread.yield();
				assertThat(inside.decrementAndGet()).isZero();
				return 1;
			}).subscribeOn(Schedulers.boundedElastic());
		}

		@DistributedLock("flux")
		public Flux<Integer> flux(Flux<Integer> work) {
			return work;
		}

		@DistributedLock("mono")
		public Mono<String> failing() {
			throw new IllegalStateException("broken");
		}

		@DistributedLock(name = "mono", onFailure = OnFailure.SKIP)
		public Mono<String> skip() {
			return Mono.just("ran");
		}

		@DistributedLock(name = "mono", onFailure = OnFailure.SKIP)
		public Flux<String> skipAll() {
			return Flux.just("ran");
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false")
		public Mono<String> lose() {
			LockedContext.awaitLoss();
			return Mono.just("done");
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false", onLost = OnLost.LOG)
		public Mono<String> loseAndLog() {
			LockedContext.awaitLoss();
			return Mono.just("done");
		}

		@DistributedLock(name = "lost", leaseTime = "300ms", autoRenew = "false", onLost = OnLost.INTERRUPT)
		public Flux<Integer> interrupted(Flux<Integer> work) {
			return work;
		}

		@DistributedLock("mono")
		public Mono<String> contextual() {
			LockHandle current = LockHandle.requireCurrent("mono");
			return Mono.deferContextual((view) -> {
				assertThat(view.<LockHandle>get(LockHandle.class)).isSameAs(current);
				return Mono.just(current.name());
			}).publishOn(Schedulers.parallel());
		}

		@DistributedLock(name = "keyed", keys = "#key")
		public Mono<List<String>> keyed(String key) {
			return Mono.just(LockHandle.current().orElseThrow().keys());
		}

		@DistributedLock("flow")
		public Flow.Publisher<String> flow() {
			return JdkFlowAdapter.publisherToFlowPublisher(Mono.just(LockHandle.requireCurrent("flow").name()));
		}

	}

}
