// What a verdict was drawn from, read when the reader asks for it.

import { element, format, table } from './view.js';

function facts(evidence) {
	const found = [evidence.waiting === 1 ? '1 message waits behind another of its group'
		: `${format.number(evidence.waiting)} messages wait behind others of their groups`,
		evidence.waitingProcesses === 1 ? '1 process waits for messages' : `${format.number(evidence.waitingProcesses)} processes wait for messages`];
	if (evidence.lastLook) {
		found.push(`a process last looked for messages by itself at ${format.moment(evidence.lastLook)}`);
	}
	if (evidence.nextDue) {
		found.push(`the next delayed message is due at ${format.moment(evidence.nextDue)}`);
	}
	if (evidence.nextPermit) {
		found.push(`the rate allows the next message at ${format.moment(evidence.nextPermit)}`);
	}
	if (evidence.blockedGroup) {
		const group = evidence.blockedGroup;
		found.push(`group "${group.group}" waits with ${format.count(group.waiting, 'message')} for "${group.messageId}", which is ${
			group.state.toLowerCase().replace('_', ' ')} after ${format.count(group.attempts, 'attempt')}${
			group.until ? ` until ${format.moment(group.until)}` : ''}${group.process ? `, held by ${group.process}` : ''}`);
	}
	return found;
}

export function evidence(path, { ask }) {
	const place = element('div', {});
	const show = async (event) => {
		if (!event.target.open) {
			return;
		}
		try {
			const diagnosis = await ask(path);
			place.replaceChildren(element('ul', {}, ...facts(diagnosis.evidence).map((fact) => element('li', {}, fact))),
				table('Messages in flight by process', [
					{ title: 'Process', cell: (row) => row.process ?? 'not known' },
					{ title: 'Messages held', number: true, cell: (row) => format.number(row.messages) },
					{ title: 'First lease ends', cell: (row) => format.moment(row.firstEnd) },
					{ title: 'Last lease ends', cell: (row) => format.moment(row.lastEnd) },
				], diagnosis.evidence.leases, 'No process holds a message.'),
				table('Listeners of this queue', [
					{ title: 'Process', cell: (row) => [row.process, row.application, row.version].filter((part) => part).join(' ') },
					{ title: 'Listener', cell: (row) => row.listener },
					{ title: 'State', cell: (row) => row.state.toLowerCase().replaceAll('_', ' ') },
					{ title: 'Workers', number: true, cell: (row) => format.number(row.workers) },
					{ title: 'Last handled', cell: (row) => format.moment(row.lastProgress) },
					{ title: 'Failures in a row', number: true, cell: (row) => format.number(row.failuresInRow) },
					{ title: 'Last failure', cell: (row) => row.lastFailureReason ?? '–' },
				], diagnosis.evidence.listeners, 'No process runs a listener of this queue.'));
		}
		catch (failure) {
			place.replaceChildren(element('p.failure', {}, failure.message));
		}
	};
	return element('details.panel', { ontoggle: show }, element('summary', {}, 'What the verdict was drawn from'), place);
}
