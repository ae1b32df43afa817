export declare function simulateWeb(): Promise<void>;
