package io.github.redisqueues.shop.opening;

import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.order.Order;
import io.github.redisqueues.shop.order.OrderBook;
import io.github.redisqueues.shop.order.OrderStatus;
import io.github.redisqueues.shop.report.Crash;
import io.github.redisqueues.shop.report.QueueTotals;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "shop.traffic=false", "shop.parcel-time=0" })
class OpeningRunTests {

	private static final int ORDERS = 1_000;

	private OpeningReport report;

	private Map<String, QueueTotals> totals;

	@BeforeEach
	void findReport(@Autowired OpeningRun run) {
		this.report = run.report().orElseThrow();
		this.totals = this.report.totals().stream().collect(Collectors.toMap(QueueTotals::queue, Function.identity()));
	}

	@Test
	void losesNothing() {
		assertThat(this.totals).containsOnlyKeys("orders", "tickets", "undo", "unpaid");
		assertThat(this.totals.values()).allSatisfy((queueTotals) -> {
			assertThat(queueTotals.lost()).isZero();
			assertThat(queueTotals.sent()).isPositive()
				.isEqualTo(
						queueTotals.processed() + queueTotals.cancelled() + queueTotals.dead() + queueTotals.waiting());
		});
		assertThat(totals("orders").waiting()).isZero();
		assertThat(totals("tickets").waiting()).isZero();
		assertThat(totals("unpaid").waiting()).isZero();
	}

	@Test
	void redeliversWhatTheWorkerThatDiedHeld(@Autowired OrderBook book) {
		Crash crash = this.report.crash().orElseThrow();
		assertThat(totals("orders").redelivered()).isPositive();
		assertThat(book.find(crash.messageId()).orElseThrow().status()).matches(OrderStatus::isSettled);
	}

	@Test
	void rejectsOrdersOfUnknownArticlesWithAReason(@Autowired RedisQueue<Order> orders) {
		assertThat(totals("orders").dead()).isPositive()
			.isEqualTo(count(OrderStatus.REJECTED))
			.isEqualTo(orders.deadLetters().size());
		assertThat(orders.deadLetters().browse(0, ORDERS)).extracting(DeadLetter::reason)
			.allMatch((reason) -> reason.startsWith("unknown article '"));
	}

	@Test
	void settlesEachOrderOnce() {
		assertThat(totals("orders").sent()).isEqualTo(ORDERS);
		assertThat(this.report.orders().keySet()).allMatch(OrderStatus::isSettled);
		assertThat(this.report.orders().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(ORDERS);
	}

	@Test
	void cancelsOrdersThatNobodyPaidAndGivesTheirPiecesBack() {
		assertThat(count(OrderStatus.CANCELLED)).isPositive();
		assertThat(count(OrderStatus.PAID)).isPositive();
		assertThat(totals("unpaid").sent()).isEqualTo(count(OrderStatus.CANCELLED) + count(OrderStatus.PAID));
		assertThat(totals("unpaid").cancelled()).isPositive().isLessThanOrEqualTo(count(OrderStatus.PAID));
		assertThat(this.report.sold()).isPositive();
		assertThat(this.report.onSale()).isEqualTo(this.report.sold() + this.report.left());
	}

	@Test
	void answersTicketsAgainThatCameTooEarly() {
		assertThat(totals("tickets").processed()).isEqualTo(totals("tickets").sent());
		assertThat(totals("tickets").redelivered()).isPositive();
	}

	@Test
	void undoesTheNewestEditsAndKeepsTheOthers() {
		assertThat(totals("undo").processed()).isEqualTo(3);
		assertThat(totals("undo").waiting()).isEqualTo(5);
	}

	@Test
	void printsTheTableAndWhatToTry(CapturedOutput output) {
		assertThat(output).contains(this.report.toString())
			.containsPattern("queue +type +sent +processed +redelivered +cancelled +dead +waiting +lost")
			.containsPattern("orders +FIFO +1,000 ")
			.contains("http://localhost:");
	}

	private QueueTotals totals(String queue) {
		return Objects.requireNonNull(this.totals.get(queue));
	}

	private long count(OrderStatus status) {
		return this.report.orders().getOrDefault(status, 0L);
	}

}
