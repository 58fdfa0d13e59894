// simjs ships no types. These cover what the engine and the bench use of version 2.0.3; scripts/simjs-plugin.mjs makes `Sim` an export.
declare module "simjs" {
  export namespace Sim {
    class Request {
      constructor(entity: Entity, scheduledAt: number, deliverAt: number);
      readonly deliverAt: number;
      readonly cancelled: boolean;
      done<Argument = void>(callback: (argument: Argument) => void, context?: unknown, argument?: Argument): this;
      cancel(): void;
    }
    abstract class Entity {
      abstract start(): void;
      time(): number;
      setTimer(delay: number): Request;
      useFacility(facility: Facility, duration: number): Request;
    }
    class Facility {
      constructor(name: string, discipline: number, servers: number);
      static readonly FCFS: number;
    }
    class Sim {
      readonly queue: { readonly data: Request[]; insert(request: Request): void; remove(): Request | null };
      time(): number;
      step(): boolean;
      addEntity<E extends Entity>(kind: new (...args: never[]) => E): E;
    }
  }
}
